#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A process as the kernel lists it.
struct ProcessEntry: Hashable, Sendable {
    /// Its id.
    var identifier: pid_t
    /// Its parent's id.
    var parent: pid_t
    /// Its state, in the kernel's letter: `R` running, `S` sleeping, `T` stopped, `Z` ended but not yet
    /// reaped…
    var state: UInt8

    /// Whether it does nothing at the moment and will not by itself.
    var isStill: Bool {
        state == UInt8(ascii: "T") || state == UInt8(ascii: "t") || hasEnded
    }

    /// Whether it has ended.
    var hasEnded: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }

    /// Reads the text of `/proc/ID/stat`: the name in parentheses may hold anything, parentheses too.
    init?(identifier: pid_t, stat text: some BidirectionalCollection<UInt8>) {
        guard let nameEnd = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text[text.index(after: nameEnd)...].split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard fields.count >= 2, let state = fields[0].first,
            let parent = pid_t(String(decoding: fields[1], as: UTF8.self))
        else { return nil }
        self.identifier = identifier
        self.parent = parent
        self.state = state
    }
}

/// The processes that descend from one.
enum ProcessTree {
    /// All living descendants of a process. A process that is born while the list is made may be missing from
    /// it, so whoever needs all of them asks again until nothing changes.
    static func descendants(of root: pid_t) -> [ProcessEntry] {
        var children: [pid_t: [ProcessEntry]] = [:]
        for entry in all() { children[entry.parent, default: []].append(entry) }
        var found: [ProcessEntry] = []
        var open = [root]
        while let parent = open.popLast() {
            for child in children.removeValue(forKey: parent) ?? [] {
                found.append(child)
                open.append(child.identifier)
            }
        }
        return found.filter { !$0.hasEnded }
    }

    private static func all() -> [ProcessEntry] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var entries: [ProcessEntry] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let identifier = pid_t(name), let text = readStat(of: identifier),
                let process = ProcessEntry(identifier: identifier, stat: text)
            else { continue }
            entries.append(process)
        }
        return entries
    }

    private static func readStat(of identifier: pid_t) -> [UInt8]? {
        let descriptor = open("/proc/\(identifier)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // The name is at most 64 bytes and what matters follows it at once.
        let text = [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
            count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        return text.isEmpty ? nil : text
    }
}
