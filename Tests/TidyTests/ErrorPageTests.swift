import Testing

@Suite("A page for every error code")
struct ErrorPageTests {
    private static let folder = "docs/errors/"
    private static let sections = ["## What happened", "## Why", "## What to do", "## Example"]

    private static let pages = Project.texts.filter {
        $0.path.hasPrefix(folder) && $0.path.hasSuffix(".md") && !$0.path.hasSuffix("/README.md")
    }

    private static func code(of page: TextFile) -> String {
        String(page.path.dropFirst(folder.count).dropLast(".md".count))
    }

    @Test("The codes of the sources and the pages are the same")
    func sameCodes() {
        let defined = ErrorCodes.defined(in: Project.swiftSources)
        let described = Set(Self.pages.map(Self.code))
        #expect(!defined.isEmpty, "no code was found")
        #expect(defined.subtracting(described).sorted() == [], "codes without a page in docs/errors")
        #expect(described.subtracting(defined).sorted() == [], "pages without a code in the sources")
    }

    @Test("Every page names its code and says what happened, why, what to do, and shows an example")
    func form() {
        expectNone(
            Self.pages.flatMap { page in
                var found: [Violation] = []
                let title = "# \(Self.code(of: page))"
                if page.lines.first.map(String.init) != title {
                    found.append(Violation(path: page.path, line: 1, complaint: "must begin with `\(title)`"))
                }
                let headings = page.lines.filter { $0.hasPrefix("## ") }.map(String.init)
                if headings != Self.sections {
                    found.append(
                        Violation(path: page.path, complaint: "must have the sections \(Self.sections)"))
                }
                let bodies = page.text.split(separator: "\n## ").dropFirst().map { section in
                    section.split(separator: "\n").dropFirst()
                }
                if bodies.contains(where: \.isEmpty) {
                    found.append(Violation(path: page.path, complaint: "has a section without text"))
                }
                return found
            })
    }

    @Test(
        "A code is recognised where it is defined and nowhere else",
        arguments: [
            ("Sources/A/Refusal.swift", "case .staleDigest: \"gate.stale-digest\"", ["gate.stale-digest"]),
            (
                "Sources/A/Refusal+Code.swift", "case .unknown(let id): return \"step.unknown\"",
                ["step.unknown"]
            ),
            ("Sources/A/Error+Code.swift", "public var code: String { \"a.invalid\" }", ["a.invalid"]),
            ("Sources/A/Refusal.swift", "case .staleDigest: \"The gate has changed.\"", []),
            ("Sources/A/Event.swift", "case .started: \"attempt.started\"", []),
            ("Tests/A/RefusalTests.swift", "case .staleDigest: \"gate.stale-digest\"", []),
        ])
    func recognition(path: String, line: String, codes: [String]) {
        #expect(ErrorCodes.defined(in: [SwiftSource(TextFile(path: path, text: line))]) == Set(codes))
    }
}
