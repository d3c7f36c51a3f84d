import Testing

@testable import FermataServer

@Suite("The page's files")
struct PageFilesTests {
    @Test(
        "Only plain names lead to a file",
        arguments: [
            ("/", "index.html"), ("/scripts/main.js", "scripts/main.js"), ("/../secret.js", nil),
            ("/scripts/../../secret.js", nil), ("/%2e%2e/secret.js", nil), ("/scripts//main.js", nil),
            ("/.hidden.js", nil), ("/a\\b.js", nil), ("/a/./b.js", nil), ("index.html", nil),
            ("/scripts/main.js%00.css", nil),
        ] as [(String, String?)])
    func names(path: String, name: String?) {
        #expect(PageFiles.relativePath(path) == name)
    }

    @Test("A file comes with its type and a tag, and not again while the tag holds")
    func tags() async throws {
        let folder = try TemporaryHome()
        try folder.write("export {}", to: "main.js")
        try folder.write("<!doctype html>", to: "index.html")
        try folder.write("secret", to: "notes.md")
        try await ServerBench.running(change: { $0.pageFolder = folder.path }) { bench in
            let first = try await bench.send("GET", "/main.js", role: nil)
            #expect(first.status == 200)
            #expect(first.header("content-type") == "text/javascript; charset=utf-8")
            #expect(String(decoding: first.body, as: UTF8.self) == "export {}")
            let tag = try #require(first.header("etag"))
            let again = try await bench.send(
                "GET", "/main.js", role: nil, headers: [("If-None-Match", tag)])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            // An address of the page's own is the page; a file that is no part of a page is nothing.
            let route = try await bench.send(
                "GET", "/runs/abc", role: nil, headers: [("Accept", "text/html")])
            #expect(String(decoding: route.body, as: UTF8.self) == "<!doctype html>")
            try await bench.expect(404, "GET", "/notes.md", role: nil)
            try await bench.expect(404, "GET", "/v1/nothing", role: nil)
        }
    }

    @Test("A link that leads out of the folder leads nowhere")
    func links() async throws {
        let folder = try TemporaryHome()
        let elsewhere = try TemporaryHome()
        try elsewhere.write("export const secret = 1", to: "secret.js")
        try folder.link("secret.js", to: "\(elsewhere.path)/secret.js")
        try await ServerBench.running(change: { $0.pageFolder = folder.path }) { bench in
            try await bench.expect(404, "GET", "/secret.js", role: nil)
        }
    }
}
