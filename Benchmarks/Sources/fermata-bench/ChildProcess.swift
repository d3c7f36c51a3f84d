#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A process that is run to its end, with what it cost.
struct ChildProcess {
    /// From its start to its end.
    var wallSeconds: Double
    /// The most memory it had at one time, in bytes.
    var peakMemoryByteCount: Int

    /// Runs a program; its standard output goes to `output`, a file, or nowhere.
    static func run(
        _ path: String, _ arguments: [String], environment: [String] = [], output: String = "/dev/null"
    ) throws -> ChildProcess {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var argumentPointers = ([path] + arguments).map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var process = pid_t()
        let start = Measurement.wallSeconds
        let status = posix_spawn(&process, path, &actions, nil, &argumentPointers, &environmentPointers)
        guard status == 0 else { throw Unusable(message: "\(path) cannot be started") }
        var exit: Int32 = 0
        var usage = rusage()
        guard wait4(process, &exit, 0, &usage) == process, exit == 0 else {
            throw Unusable(message: "\(path) \(arguments.joined(separator: " ")) failed")
        }
        return ChildProcess(
            wallSeconds: Measurement.wallSeconds - start, peakMemoryByteCount: Int(usage.ru_maxrss) * 1024)
    }

    /// The path of this very program.
    static var ownPath: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// How many threads this process has.
    static func threadCount() throws -> Int {
        guard let file = fopen("/proc/self/status", "r") else { throw Unusable(message: "no /proc") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("Threads:") else { continue }
            return Int(text.dropFirst(8).filter(\.isNumber)) ?? 0
        }
        return 0
    }
}
