#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The private directory of one attempt, `0700`, and the files in it.
final class AttemptScratch: Sendable {
    /// Where it is.
    let path: String
    /// Held open, so that a directory put in its place later is not mistaken for it.
    private let descriptor: Int32

    /// Creates a fresh directory inside another, which is created first if it is missing.
    init(inside parent: String) throws(SystemError) {
        try Self.createDirectory(parent)
        var template = Array("\(parent)/attempt-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .current }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .current }
    }

    deinit {
        close(descriptor)
    }

    /// Removes it and all that is in it; says whether nothing is left.
    @discardableResult
    func remove() -> Bool {
        DirectoryRemoval.remove(path: path)
    }

    /// Creates a file in it and returns its path.
    func create(_ name: String, contents: [UInt8] = []) throws(SystemError) -> String {
        try FileReading.create(name, in: descriptor, contents: contents)
        return "\(path)/\(name)"
    }

    /// Reads a file in it that a command may have changed, or replaced by something else.
    func contents(of name: String, from offset: Int = 0, maximumBytes: Int) throws(SystemError) -> [UInt8] {
        try FileReading.contents(of: name, in: descriptor, from: offset, maximumBytes: maximumBytes)
    }

    private static func createDirectory(_ path: String) throws(SystemError) {
        var prefix = ""
        for part in path.split(separator: "/") {
            prefix += "/\(part)"
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST else { throw .current }
        }
    }
}
