import Testing

@testable import FermataClient

@Suite("Where a server is")
struct ServerAddressTests {
    @Test(
        "An address is read with its host, and a slash at its end does not matter",
        arguments: [
            ("https://runs.example", "https://runs.example", "runs.example", true, false),
            ("HTTPS://runs.example/", "https://runs.example", "runs.example", true, false),
            ("http://127.0.0.1:7331", "http://127.0.0.1:7331", "127.0.0.1", false, true),
            ("http://localhost", "http://localhost", "localhost", false, true),
            ("http://[::1]:80/", "http://[::1]:80", "::1", false, true),
            ("https://runs.example/fermata/", "https://runs.example/fermata", "runs.example", true, false),
            ("http://127.0.0.1.example", "http://127.0.0.1.example", "127.0.0.1.example", false, false),
        ] as [(String, String, String, Bool, Bool)])
    func addresses(text: String, read: String, host: String, isSecure: Bool, isLoopback: Bool) throws {
        let address = try ServerAddress(text)
        #expect(address.description == read)
        #expect(address.host == host)
        #expect(address.isSecure == isSecure)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(
        "What is no address, or carries what does not belong in one, is refused and not repeated",
        arguments: [
            "", "runs.example", "ftp://runs.example", "http://", "http://:80", "http://a:0", "http://a:65536",
            "http://a:x", "http://[::1", "http://[::1]x", "http://me:secret@a", "http://a/?token=secret",
            "http://a/#token=secret", "http://a b", "http://a\\b", "http://ä", "http://a\u{1B}",
        ])
    func refused(text: String) {
        let problem = #expect(throws: ServerAddress.Problem.self) { try ServerAddress(text) }
        #expect(problem?.description.contains("secret") == false)
    }

    @Test("Everything but unreserved characters is escaped in a query and a path")
    func escaping() {
        #expect(ServerRequest.escaped("aZ09-._~") == "aZ09-._~")
        #expect(ServerRequest.escaped("a b/ä+&") == "a%20b%2F%C3%A4%2B%26")
        let request = ServerRequest(path: "/v1/gates", query: [("after", "1-a.g1"), ("limit", "2")])
        #expect(request.target == "/v1/gates?after=1-a.g1&limit=2")
    }
}
