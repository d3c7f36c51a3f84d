import FermataCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A folder of small records, each under the digest of the secret that leads to it: whoever reads the folder
/// learns nobody's secret.
///
/// Several processes use it at once. A record is there whole or not at all, is on disk before anybody is
/// told, and is gone for everybody as soon as it is removed.
struct SecretFolder: Sendable {
    /// The most records that a listing reads.
    static let maximumRecords = 8192
    /// The most bytes that a record may have.
    static let maximumBytes = 4096

    let path: String

    /// One record, and when it was last touched.
    struct Record {
        var content: JSON
        var touchedAt: Timestamp
    }

    /// Reads a record; `nil` when there is none. One that was touched before a given time is touched now; if
    /// it was removed meanwhile it stays removed.
    func read(
        _ name: Digest, touchingBefore limit: Timestamp? = nil, at now: Timestamp? = nil
    ) throws(AccessError) -> Record? {
        let file = filePath(name)
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(errno, path: file)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno, path: file) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.maximumBytes else {
            throw .storage(path: file, detail: "is no record of Fermata's")
        }
        var touchedAt = Timestamp(
            milliseconds: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
        if let limit, let now, touchedAt < limit {
            touchedAt = now
            try touch(descriptor, at: now, path: file)
        }
        return Record(content: try content(descriptor, path: file), touchedAt: touchedAt)
    }

    private func content(_ descriptor: Int32, path: String) throws(AccessError) -> JSON {
        var bytes = [UInt8](repeating: 0, count: Self.maximumBytes + 1)
        var length = 0
        while length < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + length }, buffer.count - length)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno, path: path) }
            if count == 0 { break }
            length += count
        }
        do {
            return try JSON(parsing: bytes.prefix(length))
        } catch {
            throw .storage(path: path, detail: "is no record of Fermata's: \(error)")
        }
    }

    private func touch(_ descriptor: Int32, at time: Timestamp, path: String) throws(AccessError) {
        let moment = timespec(
            tv_sec: time_t(time.milliseconds / 1000),
            tv_nsec: Int(time.milliseconds % 1000) * 1_000_000)
        guard futimens(descriptor, [moment, moment]) == 0 else { throw .system(errno, path: path) }
    }

    /// Writes a record that did not exist.
    func add(_ content: JSON, as name: Digest, at now: Timestamp) throws(AccessError) {
        try PrivateFolder.make(path)
        // The name of a record is what nobody can guess, so no other process writes this temporary file.
        let temporary = "\(path)/.\(name.hexadecimal).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system(errno, path: temporary) }
        defer { close(descriptor) }
        do throws(AccessError) {
            try write(content.encodedBytes() + [UInt8(ascii: "\n")], to: descriptor, path: temporary)
            try touch(descriptor, at: now, path: temporary)
            guard fsync(descriptor) == 0, rename(temporary, filePath(name)) == 0 else {
                throw .system(errno, path: temporary)
            }
        } catch {
            unlink(temporary)
            throw error
        }
        try PrivateFolder.synchronize(path)
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(AccessError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(errno, path: path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Removes a record. Of several who remove one at the same time, exactly one is told `true`.
    func remove(_ name: Digest) throws(AccessError) -> Bool {
        guard unlink(filePath(name)) == 0 else {
            if errno == ENOENT { return false }
            throw .system(errno, path: filePath(name))
        }
        try PrivateFolder.synchronize(path)
        return true
    }

    /// The names of all records, sorted; files that are no records are passed over.
    func names() throws(AccessError) -> [Digest] {
        guard let directory = opendir(path) else {
            if errno == ENOENT { return [] }
            throw .system(errno, path: path)
        }
        defer { closedir(directory) }
        var names: [Digest] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let digest = Digest(hexadecimal: name), digest.hexadecimal == name else { continue }
            guard names.count < Self.maximumRecords else {
                throw .storage(path: path, detail: "holds more than \(Self.maximumRecords) records")
            }
            names.append(digest)
        }
        return names.sorted { $0.hexadecimal < $1.hexadecimal }
    }

    private func filePath(_ name: Digest) -> String { "\(path)/\(name.hexadecimal)" }
}
