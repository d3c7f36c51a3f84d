import Dispatch
import FermataRuntime

@testable import FermataAgents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension AgentBench {
    /// The processes that belong to this bench: those with its run in their environment.
    var processes: [ProcessEntry] {
        let mark = Array("FERMATA_RUN=\(run)".utf8)
        return ProcessTree.descendants(of: 0).filter { process in
            guard let environment = Self.read("/proc/\(process.identifier)/environ") else { return false }
            return environment.split(separator: 0).contains { $0.elementsEqual(mark) }
        }
    }

    /// Looks again and again until a condition holds, for what the kernel tells nobody by itself.
    func eventually(_ condition: () -> Bool) async throws -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(120)
        while !condition() {
            if clock.now > deadline { return false }
            // Reason: a process of another's tells nobody when its state has changed.
            try await clock.sleep(for: .milliseconds(5))
        }
        return true
    }

    /// Waits until nobody else holds a lock on a file.
    static func waitForLock(on path: String) async throws(SetupError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SetupError(problem: "\(path) is not there") }
        await withCheckedContinuation { continuation in
            // It blocks, so it may not do so on a thread that tests run on.
            DispatchQueue.global().async {
                flock(descriptor, LOCK_EX)
                continuation.resume()
            }
        }
        close(descriptor)
    }

    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while true {
            let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
            }
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }
}

extension AgentBench {
    /// Whether any attempt had files.
    var scratchExists: Bool { access(scratchDirectory, F_OK) == 0 }

    /// What attempts have left in the scratch directory.
    func scratchEntries() throws -> [String] {
        guard let stream = opendir(scratchDirectory) else {
            throw SetupError(problem: "no scratch directory")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Lets a command go on that reads the named pipe `hold`; says whether it was reading already.
    func release() -> Bool {
        let descriptor = open(directory + "/hold", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }
}
