import FermataCore
import HTTPTypes
import Testing

@testable import FermataServer

@Suite("Requests that another page makes a browser send")
struct ForgeryTests {
    private let bench: AccessBench

    init() throws {
        bench = try AccessBench()
    }

    @Test("With a cookie, what changes something needs the session's own value")
    func csrf() async throws {
        let page = try await bench.signIn(try bench.makeToken("ada", .admin))
        let foreign = try await bench.signIn(try bench.makeToken("grace", .admin))
        let value = try #require(page[.csrfToken])
        let wrong: [String?] = [
            nil, "", foreign[.csrfToken], String(value.dropLast()), value + "0", value.uppercased(),
        ]
        let changing: [(HTTPRequest.Method, String)] = [
            (.post, "/v1/runs"), (.put, "/v1/gates/r.g1/verdict"), (.delete, "/v1/session"),
            (.post, "/v1/tokens"),
        ]
        for (method, path) in changing {
            for sent in wrong {
                var headers = page
                headers[.csrfToken] = sent
                let reply = try await bench.send(method, path, headers: headers)
                #expect(reply.status == 403)
                #expect(try reply.code == "access.csrf")
            }
        }
        #expect(try await bench.send(.post, "/v1/runs", headers: page).status == 200)
    }

    @Test("Reading needs no such value, and neither does a token")
    func notNeeded() async throws {
        var page = try await bench.signIn(try bench.makeToken("ada", .admin))
        page[.csrfToken] = nil
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 200)
        let token = try bench.makeToken("grace", .admin)
        #expect(try await bench.send(.post, "/v1/runs", token: token).status == 200)
    }

    @Test("The value is told to the page again, and is neither the cookie nor of another session")
    func value() async throws {
        let token = try bench.makeToken("ada", .admin)
        let page = try await bench.signIn(token)
        let again = try await bench.send(.get, "/v1/session", headers: page).json
        #expect(again["csrf"]?.stringValue == page[.csrfToken])
        #expect(again["person"] == "ada" && again["role"] == "admin" && again["authentication"] == "session")
        let other = try await bench.signIn(token)
        #expect(other[.csrfToken] != page[.csrfToken] && other[.cookie] != page[.cookie])
        #expect(page[.cookie]?.contains(page[.csrfToken] ?? "-") == false)
        let bearer = try await bench.send(.get, "/v1/session", token: token).json
        #expect(bearer["csrf"] == nil && bearer["authentication"] == "token")
    }

    @Test("A method that nobody knows changes something as far as anybody can tell")
    func unknownMethods() async throws {
        let brew = try #require(HTTPRequest.Method(rawValue: "BREW"))
        for method in [HTTPRequest.Method.options, .trace, .connect, .patch, brew] {
            let reply = try await bench.send(method, "/v1/runs", headers: [.origin: "http://evil.example"])
            #expect(try reply.code == "access.origin", "\(method)")
        }
    }
}
