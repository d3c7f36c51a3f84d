import ArgumentParser
import FermataCore

/// The words of a command line, put so that a text that begins with a dash reaches its command.
///
/// The parser takes every word that begins with a dash for options, one for each letter: `"- the other one"`
/// holds an `h` and would print the help. What an option can look like is known before: `-h`, `--name` and
/// `--name=value`. Everything else that begins with a dash is a text, and goes where no option is looked for.
struct CommandLineWords {
    /// Why a command line cannot be understood.
    struct Problem: Error {
        let message: String
    }

    /// What helps whoever meant a text and wrote what looks like an option.
    static let hint = """
        A text that begins with a dash stands behind `--`, and after `=` if it is an option's: \
        fermata answer g1 -- "--all", fermata stop last --reason=--none.
        """

    private let command: any ParsableCommand.Type
    private let path: [String]
    private let rest: [String]

    /// Finds the command that the first words name.
    init(_ words: [String], of root: any ParsableCommand.Type) {
        var command = root
        var count = 0
        for word in words {
            let named = command.configuration.subcommands.first { $0._commandName == word }
            guard let named else { break }
            command = named
            count += 1
        }
        self.command = command
        path = Array(words.prefix(count))
        rest = Array(words.dropFirst(count))
    }

    /// The words as the parser understands them.
    func ordered() throws(Problem) -> [String] {
        guard rest.prefix(while: { $0 != "--" }).contains(where: Self.needsCare) else { return path + rest }
        let takesValue = self.options() ?? [:]
        var options: [String] = []
        var texts: [String] = []
        var words = rest[...]
        while let word = words.popFirst() {
            if word == "--" {
                texts += words
                break
            }
            guard Self.isOption(word) else {
                if Self.isLetters(word) { throw unknownOption(word) }
                texts.append(word)
                continue
            }
            let isAlone = !word.contains("=")
            if isAlone, takesValue[word] == true, let value = words.first, !Self.isOption(value) {
                words.removeFirst()
                options.append("\(word)=\(value)")
            } else {
                options.append(word)
            }
        }
        return path + options + (texts.isEmpty ? [] : ["--"] + texts)
    }

    /// Whether the parser would read something else out of a word than what stands there.
    private static func needsCare(_ word: String) -> Bool {
        word.hasPrefix("-") && word != "-" && !isOption(word)
    }

    /// `-h`, `--name` or `--name=value`.
    private static func isOption(_ word: String) -> Bool {
        if word == "-h" { return true }
        guard word.hasPrefix("--") else { return false }
        let name = word.dropFirst(2).prefix { $0 != "=" }
        return name.first?.isLetter == true
            && name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                    || (0x41...0x5A).contains(byte)
            }
    }

    /// `-y`: what people write for an option of other programs, and hardly ever for a text.
    private static func isLetters(_ word: String) -> Bool {
        word.count > 1 && word.hasPrefix("-")
            && word.utf8.dropFirst().allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
    }

    /// Says which word of a command line that could not be understood is an option of no kind.
    func unknownOption() -> Problem? {
        guard let known = options() else { return nil }
        for word in rest.prefix(while: { $0 != "--" }) where Self.isOption(word) && word != "-h" {
            let name = String(word.prefix { $0 != "=" })
            if known[name] == nil { return unknownOption(name) }
        }
        return nil
    }

    private func unknownOption(_ word: String) -> Problem {
        let name = (["fermata"] + path).joined(separator: " ")
        return Problem(
            message: "Error: Unknown option '\(InertText.line(word))'. \(Self.hint)\n"
                + "  See '\(name) --help' for more information.")
    }

    /// The command's options, as the command itself declares them, and whether they take a value.
    private func options() -> [String: Bool]? {
        let description: JSON
        do {
            description = try JSON(parsing: command._dumpHelp().utf8)
        } catch {
            return nil
        }
        var options: [String: Bool] = [:]
        for argument in Self.items(description["command"]?["arguments"]) {
            for name in Self.items(argument["names"]) where name["kind"] == "long" {
                if let text = name["name"]?.stringValue {
                    options["--\(text)"] = argument["kind"] == "option"
                }
            }
        }
        return options
    }

    private static func items(_ json: JSON?) -> [JSON] {
        if case .array(let items) = json { items } else { [] }
    }
}
