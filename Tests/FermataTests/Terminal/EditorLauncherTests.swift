import Foundation
import Testing

@testable import fermata

@Suite("The person's editor", .serialized)
struct EditorLauncherTests {
    private let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

    private func launcher(_ editor: String) throws -> (EditorLauncher, URL) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "editor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return (EditorLauncher(environment: ["EDITOR": editor, "PATH": path, "TMPDIR": folder.path]), folder)
    }

    @Test("What the person leaves is read back, and nothing stays on the disk")
    func edits() async throws {
        let (launcher, folder) = try launcher("sed -i.orig s/one/two/")
        defer { expectEmpty(folder) }
        #expect(try await launcher.edit("one\n", fileExtension: "yaml") == "two\n")
    }

    @Test("A text left as it was is nothing")
    func unchanged() async throws {
        let (launcher, folder) = try launcher("true")
        defer { expectEmpty(folder) }
        #expect(try await launcher.edit("one\n", fileExtension: "yaml") == nil)
    }

    @Test("The file is private and has the extension")
    func isPrivate() async throws {
        let (launcher, folder) = try launcher(
            "sh -c 'stat -c \"%a %n\" \"$1\" >\"$1.new\"; mv \"$1.new\" \"$1\"' sh")
        defer { expectEmpty(folder) }
        let text = try #require(try await launcher.edit("x", fileExtension: "json"))
        #expect(text.hasPrefix("600 "))
        #expect(text.hasSuffix(".json\n"))
    }

    @Test("An editor that fails changes nothing")
    func fails() async throws {
        let (launcher, folder) = try launcher("sh -c 'echo other >\"$1\"; exit 3' sh")
        defer { expectEmpty(folder) }
        await #expect(
            throws: EditorError.failed(command: "sh -c 'echo other >\"$1\"; exit 3' sh", exitCode: 3)
        ) {
            try await launcher.edit("x", fileExtension: "yaml")
        }
    }

    @Test("Text that is not UTF-8 is refused")
    func binary() async throws {
        let (launcher, folder) = try launcher("sh -c 'printf \"\\377\\376\" >\"$1\"' sh")
        defer { expectEmpty(folder) }
        await #expect(throws: EditorError.self) { try await launcher.edit("x", fileExtension: "yaml") }
    }

    @Test("VISUAL is preferred to EDITOR, and without any a usual one is looked for")
    func choice() {
        #expect(EditorLauncher(environment: ["VISUAL": "a", "EDITOR": "b"]).command == "a")
        #expect(EditorLauncher(environment: ["VISUAL": " ", "EDITOR": "b"]).command == "b")
        #expect(EditorLauncher(environment: ["PATH": "/nowhere"]).command == nil)
    }

    private func expectEmpty(_ folder: URL) {
        do {
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.isEmpty, "left behind: \(left)")
            try FileManager.default.removeItem(at: folder)
        } catch {
            Issue.record(error)
        }
    }
}
