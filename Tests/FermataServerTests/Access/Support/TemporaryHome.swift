import Foundation

/// A folder of one test's own, removed with it.
final class TemporaryHome: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "fermata-access-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            // A folder that stays behind in the place for temporary files harms nobody.
            return
        }
    }

    /// The rights of a file or folder below, as `rw` bits.
    func rights(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }

    /// The names in a folder below.
    func names(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)")
    }

    /// Every byte of every file below, for looking whether a secret is among them.
    func contents() throws -> Data {
        var all = Data()
        guard let files = FileManager.default.enumerator(atPath: path) else { return all }
        for case let name as String in files {
            all.append(contentsOf: name.utf8)
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            let isFile = attributes[.type] as? FileAttributeType == .typeRegular
            if isFile { all.append(try Data(contentsOf: URL(filePath: "\(path)/\(name)"))) }
        }
        return all
    }
}
