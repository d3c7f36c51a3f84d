import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("No link is dead")
    func links() {
        let pages = Dictionary(uniqueKeysWithValues: Project.pages.map { ($0.path, $0) })
        #expect(pages.values.contains { !$0.links.isEmpty }, "no link was found")
        expectNone(
            pages.values.flatMap { page in
                page.links.compactMap { link in
                    complaint(about: link, on: page, among: pages).map {
                        Violation(path: page.path, line: link.line, complaint: "\(link.target): \($0)")
                    }
                }
            })
    }

    private func complaint(
        about link: MarkdownPage.Link, on page: MarkdownPage, among pages: [String: MarkdownPage]
    ) -> String? {
        guard let path = page.resolve(link) else { return "leads out of the project" }
        let folder = path.hasSuffix("/") || path.isEmpty ? path : path + "/"
        guard Project.paths.contains(path) || Project.paths.contains(where: { $0.hasPrefix(folder) }) else {
            return "there is no such file"
        }
        guard let mark = link.target.firstIndex(of: "#") else { return nil }
        let anchor = String(link.target[link.target.index(after: mark)...])
        return pages[path]?.anchors.contains(anchor) == false ? "the page has no such heading" : nil
    }

    @Test("Every page is in the index of its folder")
    func index() {
        let pages = Project.pages.filter { $0.path.hasPrefix("docs/") }
        #expect(!pages.isEmpty, "the pages were not found")
        let linked = Dictionary(
            uniqueKeysWithValues: Project.pages.map { page in
                (page.path, Set(page.links.compactMap(page.resolve)))
            })
        expectNone(
            pages.compactMap { page in
                let index = Self.indexPage(of: page.path)
                guard linked[index]?.contains(page.path) != true else { return nil }
                return Violation(path: page.path, complaint: "not linked from \(index)")
            })
    }

    /// The README beside a page; for such a README, the one above it.
    private static func indexPage(of path: String) -> String {
        var folders = path.split(separator: "/").dropLast()
        if path.hasSuffix("/README.md") { folders = folders.dropLast() }
        return (folders + ["README.md"]).joined(separator: "/")
    }

    @Test("The changelog begins with what is not released yet")
    func changelog() throws {
        let changelog = try #require(Project.texts.first { $0.path == "CHANGELOG.md" })
        let firstRelease = try #require(changelog.lines.first { $0.hasPrefix("## ") })
        #expect(firstRelease == "## [Unreleased]")
    }

    @Test("Links and anchors are read as a hosting site reads them")
    func parsing() {
        let page = MarkdownPage(
            TextFile(
                path: "docs/a/b.md",
                text: """
                    # One: two `three`
                    ## One
                    ## One
                    See [this](../c.md#d "title") and [`that`](e/), not `[code](f)`.
                    [g]: ./h.md
                    [away](https://example.org) [up](../../../i)
                    ```
                    [fenced](j)
                    ```
                    """))
        #expect(page.anchors == ["one-two-three", "one", "one-1"])
        #expect(page.links.map(\.target) == ["../c.md#d", "e/", "./h.md", "../../../i"])
        #expect(page.links.map(page.resolve) == ["docs/c.md", "docs/a/e", "docs/a/h.md", nil])
    }
}
