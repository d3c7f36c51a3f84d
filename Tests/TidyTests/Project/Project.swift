import Foundation

/// This project's files as a person who clones it would see them.
enum Project {
    /// The folder that holds Package.swift.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The paths, relative to the root, of every file that belongs to the project.
    ///
    /// A file that git would track counts as soon as it exists, so that a mistake shows before its commit.
    static let paths: [String] = (try? trackedPaths()) ?? walkedPaths()

    /// The text files of the project, each read once.
    static let texts: [TextFile] = paths.compactMap(TextFile.init(path:))

    /// The Swift files under Sources, Tests, Benchmarks and the package's own description.
    static let swiftSources: [SwiftSource] = texts.filter { $0.path.hasSuffix(".swift") }.map(
        SwiftSource.init)

    /// The Markdown files.
    static let pages: [MarkdownPage] = texts.filter { $0.path.hasSuffix(".md") }.map(MarkdownPage.init)

    /// Folders that builds and tools make. A walk must not enter them.
    private static let madeFolders: Set<String> = [".git", ".build", ".venv", ".swiftpm", ".fermata-demo"]

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    private static func trackedPaths() throws -> [String] {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = [
            "git", "-C", root.path, "ls-files", "-z", "--cached", "--others", "--exclude-standard",
            "--deduplicate",
        ]
        let output = Pipe()
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        try git.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        git.waitUntilExit()
        guard git.terminationStatus == 0, !bytes.isEmpty else {
            throw CocoaError(.fileReadUnknown)
        }
        let listed = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return listed.filter(exists).sorted()
    }

    private static func walkedPaths() -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
        var found: [String] = []
        while let path = walk.nextObject() as? String {
            let name = URL(filePath: path).lastPathComponent
            let isMade = madeFolders.contains(name) || name.hasPrefix(".build")
            if walk.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
                if isMade { walk.skipDescendants() }
            } else {
                found.append(path)
            }
        }
        return found.sorted()
    }
}
