import Foundation

/// The stable error codes that the sources define.
///
/// A code is written as `case .staleDigest: "gate.stale-digest"`, or as the whole body of a `code` property,
/// in a file whose name says that it is about refusals, errors or codes.
enum ErrorCodes {
    static func defined(in sources: [SwiftSource]) -> Set<String> {
        Set(sources.filter { definesCodes($0.path) }.flatMap(\.lines).compactMap(code(on:)))
    }

    private static func definesCodes(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return path.hasPrefix("Sources/") && ["Refusal", "Error", "Code"].contains { name.contains($0) }
    }

    private static func code(on line: Substring) -> String? {
        let inSwitch = line.firstMatch(of: #/:\s*(?:return\s+)?"([a-z]+\.[a-z]+(?:-[a-z]+)*)"\s*$/#)
        let alone = line.firstMatch(of: #/var code: String \{ "([a-z]+\.[a-z]+(?:-[a-z]+)*)" \}/#)
        return (inSwitch ?? alone).map { String($0.output.1) }
    }
}
