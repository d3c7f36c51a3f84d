import Testing

@Suite("Banned code")
struct BanTests {
    @Test(
        "A ban finds whole names only",
        arguments: [
            ("sleep(", "sleep(1)", true),
            ("sleep(", "usleep(1)", false),
            ("sleep(", "try await clock.sleep(for: pause)", false),
            ("sleep(", "func sleep(for pause: Duration)", false),
            ("Task.sleep", "try await Task.sleep(for: pause)", true),
            ("try?", "let a = try? b()", true),
            ("import Foundation", "public import Foundation", true),
            ("import Foundation", "import FoundationEssentials", false),
            ("UUID(", "let id = UUID()", true),
        ])
    func matching(code: String, line: String, isBroken: Bool) {
        #expect(Ban(code: code, advice: "").isBroken(by: Substring(line)) == isBroken)
    }

    @Test(
        "A reason directly above allows what is banned, and one further up does not",
        arguments: [
            ("// Reason: it cannot fail.\nlet a = try! b()", 0),
            ("// Reason: it cannot fail,\n// as the line above shows.\nlet a = try! b()", 0),
            ("// Reason: it cannot fail.\n\nlet a = try! b()", 1),
            ("// It cannot fail.\nlet a = try! b()", 1),
            ("// try! in a comment\nlet a = \"try!\"", 0),
        ])
    func reasons(text: String, count: Int) {
        let source = SwiftSource(TextFile(path: "Sources/A/B.swift", text: text))
        #expect(Ban(code: "try!", advice: "").violations(in: source).count == count)
    }

    private static let everywhere: [Ban] = [
        Ban(code: "try!", advice: "handle the error"),
        Ban(code: "try?", advice: "handle the error, or give the reason why nobody needs to know"),
        Ban(
            code: "fatalError(", advice: "throw, or give the reason why only a programmer's mistake gets here"
        ),
        Ban(code: "@unchecked Sendable", advice: "let the compiler check it, or write the proof"),
        Ban(code: "nonisolated(unsafe)", advice: "let the compiler check it, or write the proof"),
        Ban(code: "Task.sleep", advice: "take the clock as an argument, so that tests need not wait"),
        Ban(code: "usleep(", advice: "wait for a signal"),
        Ban(code: "sleep(", advice: "wait for a signal"),
        Ban(code: "print(", advice: "write to the console type, which knows about terminals and full pipes") {
            $0.hasPrefix("Sources/") && !$0.contains("/Console")
        },
        Ban(code: "DateFormatter", advice: "it costs 40 MB of memory; format by hand"),
        Ban(code: "String(format:", advice: "it costs 40 MB of memory; format by hand"),
        Ban(code: "DispatchQueue.main", advice: "the main thread belongs to nobody"),
        Ban(code: "import Foundation", advice: "import FoundationEssentials or the C library"),
        Ban(code: "catch {}", advice: "handle the error"),
    ]

    private static let inCore: [Ban] = [
        "Date(", "UUID(", "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", ".random(",
        ".randomElement(", ".shuffled(", "Task", "await",
    ].map { code in
        Ban(code: code, advice: "the core decides from its arguments alone") {
            $0.hasPrefix("Sources/FermataCore/")
        }
    }

    private static let inTests: [Ban] = ["Task.sleep", "usleep(", "sleep("].map { code in
        Ban(code: code, advice: "wait for a signal or drive the clock") { $0.hasPrefix("Tests/") }
    }

    @Test("Banned code stands only under a reason", arguments: everywhere + inCore + inTests)
    func bans(ban: Ban) {
        expectNone(Project.swiftSources.flatMap(ban.violations))
    }

    @Test("The black-box tests wait for what they expect, never for time to pass")
    func pythonSleeps() {
        let scripts = Project.texts.filter { $0.path.hasPrefix("tests/") && $0.path.hasSuffix(".py") }
        #expect(!scripts.isEmpty, "the black-box tests were not found")
        expectNone(
            scripts.flatMap { file in
                file.lines.enumerated().filter { index, line in
                    line.contains("time.sleep(")
                        && !(index > 0 && file.lines[index - 1].contains("# Reason: "))
                }.map {
                    Violation(path: file.path, line: $0.offset + 1, complaint: "a sleep without a reason")
                }
            })
    }
}
