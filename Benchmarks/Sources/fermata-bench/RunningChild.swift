#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process that works beside this one, whose standard output is read line by line.
final class RunningChild: Sendable {
    let process: pid_t
    private let output: Int32

    private init(process: pid_t, output: Int32) {
        self.process = process
        self.output = output
    }

    /// Starts a program with exactly this environment.
    static func start(
        _ path: String, _ arguments: [String], environment: [String] = []
    ) throws -> RunningChild {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Unusable(message: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        let inherited = ["PATH", "LD_LIBRARY_PATH"].compactMap { (name: String) -> String? in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        var argumentPointers = ([path] + arguments).map { strdup($0) } + [nil]
        var environmentPointers = (inherited + environment).map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var process = pid_t()
        let status = posix_spawn(&process, path, &actions, nil, &argumentPointers, &environmentPointers)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            throw Unusable(message: "\(path) cannot be started")
        }
        return RunningChild(process: process, output: ends[0])
    }

    /// The next line without its end, or `nil` at the end of the output.
    func readLine() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(output, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
    }

    /// The most memory the process has had at one time, in bytes.
    func peakMemoryByteCount() throws -> Int {
        guard let line = try lines(of: "status").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = Int(line.filter(\.isNumber))
        else { throw Unusable(message: "no peak of memory is known") }
        return kibibytes * 1024
    }

    /// Processor seconds that the process has used, user and system.
    func processorSeconds() throws -> Double {
        // The name of the program stands in brackets and may hold anything; fields are counted after it.
        let fields = try lines(of: "stat").joined().split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw Unusable(message: "no processor time is known")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Waits for the end; gives the exit code.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status >> 8 & 0xff
    }

    /// Ends the process at once.
    func stop() {
        kill(process, SIGKILL)
        wait()
        close(output)
    }

    private func lines(of name: String) throws -> [Substring] {
        guard let file = fopen("/proc/\(process)/\(name)", "r") else {
            throw Unusable(message: "process \(process) is gone")
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n")
            .map { Substring(String($0)) }
    }
}
