import Foundation
import Testing

@Suite("Words that do not belong in the repository")
struct WordsTests {
    /// Each word is put together here, so that this file does not hold it.
    private static let unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    private static let machinePaths = ["/wo" + "rk/", "/ho" + "me/", "/Us" + "ers/", "/ro" + "ot/"]

    private static let registryHosts = [
        "pypi" + ".org", "pythonhosted" + ".org", "deb.debian" + ".org", "archive.ubuntu" + ".com",
        "ports.ubuntu" + ".com", "npmjs" + ".org", "crates" + ".io", "proxy.golang" + ".org",
    ]

    private static func lines(where isBad: (Substring) -> String?) -> [Violation] {
        Project.texts.filter { $0.path != "LICENSE" }.flatMap { file in
            file.lines.enumerated().compactMap { index, line in
                isBad(line).map { Violation(path: file.path, line: index + 1, complaint: $0) }
            }
        }
    }

    @Test("Nothing is left marked as unfinished")
    func unfinishedMarks() {
        expectNone(
            Self.lines { line in
                let words = line.split { !($0.isLetter || $0.isNumber) }
                return words.first { Self.unfinished.contains(String($0)) }.map {
                    "`\($0)`: finish it, or file it"
                }
            })
    }

    @Test("No file knows a path of somebody's machine")
    func machinePaths() {
        expectNone(
            Self.lines { line in
                Self.machinePaths.first { path in
                    line.ranges(of: path).contains { range in
                        // `a/home/b` is a path inside the project, not one of a machine.
                        let before = line[..<range.lowerBound].last
                        let after = line[range.upperBound...].first
                        return before.map { !$0.isLetter && !$0.isNumber && !"._-}".contains($0) } ?? true
                            && after.map { $0.isLetter || $0.isNumber } ?? false
                    }
                }.map { "`\($0)`: a path of one machine" }
            })
    }

    @Test("No file names a package registry's host")
    func registryHosts() {
        expectNone(
            Self.lines { line in
                Self.registryHosts.first { line.contains($0) }.map {
                    "`\($0)`: leave the choice to the machine"
                }
            })
    }

    @Test("Exactly the scripts are executable")
    func executableBits() throws {
        var violations: [Violation] = []
        for file in Project.texts {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: Project.root.appending(path: file.path).path)
            let permissions = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
            let isExecutable = permissions & 0o111 != 0
            let isScript = file.text.hasPrefix("#!")
            if isExecutable != isScript {
                violations.append(
                    Violation(
                        path: file.path,
                        complaint: isScript
                            ? "a script that cannot be run: chmod +x" : "executable, but no script"))
            }
        }
        expectNone(violations)
    }

    @Test("Every text file ends with one line feed and has no trailing blanks")
    func endings() {
        expectNone(
            // A golden file is byte for byte what the program printed.
            Project.texts.filter {
                $0.path != "LICENSE" && !$0.path.contains("/Goldens/") && !$0.text.isEmpty
            }
            .flatMap { file in
                var found: [Violation] = []
                if !file.text.hasSuffix("\n") || file.text.hasSuffix("\n\n") {
                    found.append(Violation(path: file.path, complaint: "must end with exactly one line feed"))
                }
                for (index, line) in file.lines.enumerated() where line.last == " " || line.last == "\t" {
                    found.append(Violation(path: file.path, line: index + 1, complaint: "trailing blanks"))
                }
                return found
            })
    }
}
