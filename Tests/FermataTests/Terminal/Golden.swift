import Foundation
import Testing

/// Reviewed texts beside the tests. `FERMATA_REWRITE_GOLDENS=1` writes them anew; what changed is then
/// reviewed as any other change.
enum Golden {
    static func expect(
        _ text: String, _ name: String, _ location: SourceLocation = #_sourceLocation
    ) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
        let file = folder.appending(path: "\(name).txt")
        var wanted = text
        while wanted.hasSuffix("\n") { wanted.removeLast() }
        wanted += "\n"
        if ProcessInfo.processInfo.environment["FERMATA_REWRITE_GOLDENS"] == "1" {
            try wanted.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(wanted == golden, "the screen is not the reviewed one of \(name)", sourceLocation: location)
    }
}
