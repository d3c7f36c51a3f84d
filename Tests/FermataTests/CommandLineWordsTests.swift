import ArgumentParser
import FermataCore
import Testing

@testable import fermata

@Suite("Texts that begin with a dash")
struct CommandLineWordsTests {
    /// What people answer, and what a parser of options sees in it.
    static let texts = [
        "- the other one", "- mind the header", "-5", "-x < 3", "-- both", "--- a/file", "-h is the height",
        "--help me", "-1.5e3", "-the=other", "–", "-", "-ß", "--reason for it", "- a\n- b",
    ]

    /// Where a command takes a text or a value: the words before it, and after it.
    struct Place: CustomTestStringConvertible, Sendable {
        let before: [String]
        var after: [String] = []
        /// Whether the text is one word with what precedes it, as in `name=text`.
        var joins = false

        init(_ before: String, after: String = "", joins: Bool = false) {
            self.before = before.split(separator: " ").map(String.init)
            self.after = after.split(separator: " ").map(String.init)
            self.joins = joins
        }

        var testDescription: String { before.joined(separator: " ") }

        func words(with text: String) -> [String] {
            joins ? before.dropLast() + [(before.last ?? "") + text] + after : before + [text] + after
        }
    }

    static let places = [
        Place("answer g1"), Place("answer g1", after: "--yes"), Place("answer --server http://h g1"),
        Place("reject g1 --reason"), Place("reject --reason", after: "g1 --yes"),
        Place("redirect last test"), Place("note last"), Place("note last deploy"),
        Place("skip last test --reason"), Place("stop last --reason"),
        Place("rollback last test --instructions"), Place("run p.yaml --title"),
        Place("run p.yaml --input name=", joins: true), Place("run p.yaml --directory"), Place("run"),
        Place("take-over last test --output name=", joins: true), Place("take-over last test --file"),
        Place("approve g1 --yes --edit"), Place("plan edit last --file"),
        Place("cel check"), Place("cel eval"), Place("cel eval --json state.json"),
        Place("cel eval", after: "--json -"), Place("playbook validate"), Place("serve --directory"),
    ]

    @Test("They reach every command that takes a text", arguments: places)
    func reaching(place: Place) throws {
        for text in Self.texts {
            let command = try FermataCommand.parse(words: place.words(with: text))
            var found = ""
            dump(command, to: &found)
            var wanted = ""
            dump(text, to: &wanted)
            #expect(found.contains(wanted.dropFirst(2)), "\(text) is lost in \(found)")
        }
    }

    @Test("No text and no value of any command makes the help of it", arguments: places)
    func noHelp(place: Place) throws {
        for text in Self.texts + ["-y", "-oh", "-hx", "--unknown", "-H"] {
            do {
                _ = try FermataCommand.parse(words: place.words(with: text))
            } catch is CommandLineWords.Problem {
                continue
            } catch {
                #expect(FermataCommand.exitCode(for: error) == .validationFailure, "\(text): \(error)")
            }
        }
    }

    @Test("The help itself, options and what stands behind two dashes are left as they are")
    func untouched() throws {
        for words in [
            ["answer", "--help"], ["answer", "g1", "-h"], ["--version"], ["help", "note"], [],
            ["note", "last", "--", "-h"], ["reject", "g1", "--reason=-x", "--yes"], ["note", "last", "-"],
            ["run", "p.yaml", "--unknown"],
        ] {
            #expect(try CommandLineWords(words, of: FermataCommand.self).ordered() == words)
        }
    }

    @Test("What looks like an option of other programs is an error that names the two dashes")
    func letters() throws {
        for word in ["-y", "-oh", "-hh", "-Force"] {
            let problem = #expect(throws: CommandLineWords.Problem.self) {
                try FermataCommand.parse(words: ["answer", "g1", word])
            }
            #expect(problem?.message.contains("`--`") == true)
            let command = try FermataCommand.parse(words: ["answer", "g1", "--", word])
            #expect((command as? AnswerCommand)?.text == word)
        }
    }

    @Test("An option that the command does not have is named, whatever else is missing")
    func unknownOptions() throws {
        for words in [
            ["note", "last", "--all"], ["answer", "g1", "x", "--all=1"], ["stop", "--all", "- x"],
        ] {
            let problem = #expect(throws: CommandLineWords.Problem.self) {
                try FermataCommand.parse(words: words)
            }
            #expect(problem?.message.contains("'--all'") == true)
            #expect(problem?.message.contains("`--`") == true)
        }
        #expect(throws: CommandLineWords.Problem.self) { try FermataCommand.parse(words: ["--all"]) }
    }

    @Test("An option without its value is not given the next option for one")
    func missingValue() {
        #expect(throws: (any Error).self) {
            try FermataCommand.parse(words: ["reject", "g1", "--reason", "--yes", "- x"])
        }
    }
}
