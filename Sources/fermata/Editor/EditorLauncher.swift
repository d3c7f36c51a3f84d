import Dispatch
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Opens the person's editor on a private file and reads back what they left there.
///
/// The editor gets the terminal: whoever draws on it restores it before and repaints it after.
struct EditorLauncher: Sendable {
    /// The largest text that is read back: 8 MiB.
    static let maximumByteCount = 8 << 20
    /// What is tried, in order, when neither VISUAL nor EDITOR names an editor.
    static let usualEditors = ["editor", "nano", "vim", "vi"]

    /// The editor's command as a shell understands it; `nil` when there is none.
    let command: String?
    private let temporaryFolder: String

    /// Finds the editor: VISUAL, else EDITOR, else a usual one that is installed.
    init(environment: [String: String]) {
        let named = [environment["VISUAL"], environment["EDITOR"]].compactMap { $0 }
            .first { !$0.allSatisfy(\.isWhitespace) }
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        command =
            named
            ?? Self.usualEditors.first { name in
                folders.contains { access("\($0)/\(name)", X_OK) == 0 }
            }
        temporaryFolder = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    /// Lets the person edit a text. The file has that extension, so that editors know what is in it.
    /// - Returns: the text they left, or `nil` when it is the same as before.
    func edit(_ text: String, fileExtension: String) async throws(EditorError) -> String? {
        guard let command else { throw .noEditor }
        let folder = try makeFolder()
        let path = "\(folder)/fermata.\(fileExtension)"
        let edited: String
        do {
            try Self.write(text, to: path)
            try await Self.run(command, on: path)
            edited = try Self.read(path)
        } catch {
            try Self.remove(folder)
            throw error
        }
        try Self.remove(folder)
        return edited == text ? nil : edited
    }

    private func makeFolder() throws(EditorError) -> String {
        var template = Array("\(temporaryFolder)/fermata-XXXXXX".utf8CString)
        let isMade = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkdtemp($0) != nil } ?? false
        }
        guard isMade else { throw .file(path: temporaryFolder, problem: Self.systemProblem()) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) throws(EditorError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, problem: systemProblem()) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(path: path, problem: systemProblem()) }
            rest = rest.dropFirst(count)
        }
    }

    private static func read(_ path: String) throws(EditorError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw .file(path: path, problem: "\(error)")
        }
        guard data.count <= maximumByteCount else {
            throw .tooLarge(byteCount: data.count, limit: maximumByteCount)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .file(path: path, problem: "what was saved is not UTF-8 text")
        }
        return text
    }

    /// Removes the folder with whatever the editor left beside the file.
    private static func remove(_ folder: String) throws(EditorError) {
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw .file(path: folder, problem: "\(error)")
        }
    }

    private static func run(_ command: String, on path: String) async throws(EditorError) {
        let keyboard = KeyboardSignals.handOver()
        defer { keyboard.takeBack() }
        let process = try start(command, on: path)
        let status = await withCheckedContinuation { continuation in
            // A thread of its own waits: an editor may stay open for hours, and tasks share few threads.
            DispatchQueue(label: "fermata.editor").async {
                var status: Int32 = 0
                while waitpid(process, &status, 0) < 0, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
        let exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        guard exitCode == 0 else { throw .failed(command: command, exitCode: exitCode) }
    }

    private static func start(_ command: String, on path: String) throws(EditorError) -> pid_t {
        // EDITOR may hold arguments, so the shell splits it; the path is an argument and never part of the
        // script.
        let words = ["/bin/sh", "-c", "exec \(command) \"$1\"", "sh", path]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var restored = sigset_t()
        sigemptyset(&restored)
        for number in KeyboardSignals.ignored + [SIGTSTP, SIGPIPE] { sigaddset(&restored, number) }
        posix_spawnattr_setsigdefault(&attributes, &restored)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", nil, &attributes, &arguments, environ)
        guard code == 0 else {
            throw .notStarted(command: command, problem: String(cString: strerror(code)))
        }
        return process
    }

    private static func systemProblem() -> String { String(cString: strerror(errno)) }
}
