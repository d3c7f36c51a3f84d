import HTTPTypes
import Testing

@testable import FermataServer

@Suite("What every answer tells a browser")
struct ResponseHeadersTests {
    @Test(
        "Answers, refusals and pages that are not there carry all the headers",
        arguments: ["/healthz", "/v1/runs", "/nothing", "/v1/nothing"])
    func headers(path: String) async throws {
        let reply = try await AccessBench().send(.get, path)
        let expected = [
            "Content-Security-Policy":
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                + "img-src 'self' data:; font-src 'self'; manifest-src 'self'; form-action 'self'; "
                + "frame-ancestors 'none'; base-uri 'none'",
            "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ]
        for (name, value) in expected {
            let field = try #require(HTTPField.Name(name))
            #expect(reply.headers[field] == value, "\(name)")
        }
        #expect((reply.headers[.cacheControl] == "no-store") == path.hasPrefix("/v1/"))
    }
}
