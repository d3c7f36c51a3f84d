import FermataCore
import FermataRuntime
import Synchronization

@testable import FermataAgents

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A place to run one command agent in: a directory of its own, removed at the end, and what was printed.
final class AgentBench: Sendable {
    struct SetupError: Error {
        let problem: String
    }

    private struct Printed {
        var bytes: [UInt8] = []
        var count = 0
        var awaited: (text: String, continuation: CheckedContinuation<Void, Never>)?

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// More than any test looks at; what comes after it is only counted.
    private static let maximumKeptBytes = 1 << 20
    private static let nextNumber = Atomic(1)

    let directory: String
    /// A name no other test's processes carry in their environment.
    let run: RunID
    let signals: AsyncStream<AttemptSignal>.Continuation
    private let signalStream: AsyncStream<AttemptSignal>
    private let output = Mutex(Printed())

    init() throws {
        var template = Array("/tmp/fermata-agents-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SetupError(problem: "no temporary directory") }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let number = Self.nextNumber.add(1, ordering: .relaxed).oldValue
        guard let run = RunID("bench-\(getpid())-\(number)") else { throw SetupError(problem: "no name") }
        self.run = run
        (signalStream, signals) = AsyncStream.makeStream()
    }

    deinit {
        DirectoryRemoval.remove(path: directory)
    }

    /// The executable whose `main` hands over to the supervisor: it stands beside the tests.
    static let supervisorPath: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/").dropLast().reduce(into: "") { $0 += "/\($1)" } + "/fermata"
    }()

    var scratchDirectory: String { directory + "/scratch" }
    var printed: String { output.withLock { $0.text } }
    var printedBytes: [UInt8] { output.withLock { $0.bytes } }
    var printedCount: Int { output.withLock { $0.count } }

    var configuration: CommandAgent.Configuration {
        var configuration = CommandAgent.Configuration(
            scratchDirectory: scratchDirectory, environment: ["PATH": "/usr/bin:/bin", "HOME": "/nowhere"])
        configuration.supervisorPath = Self.supervisorPath
        configuration.graceMilliseconds = 100
        return configuration
    }

    func action(_ command: String) throws(AttemptFailure) -> Action {
        guard let agent = AgentID("worker") else {
            throw AttemptFailure(kind: .permanent, message: "a name was refused")
        }
        return Action(agent: agent, agentKind: .command, run: command, inherits: Action.inheritedNames)
    }

    func request(_ command: String) throws(AttemptFailure) -> AttemptRequest {
        guard let step = StepID("step-1") else {
            throw AttemptFailure(kind: .permanent, message: "a name was refused")
        }
        return AttemptRequest(run: run, step: step, action: try action(command), directory: directory)
    }

    /// For one attempt at a time, as far as signals go.
    var context: AttemptContext { AttemptContext(output: { self.take($0) }, signals: signalStream) }

    func perform(
        _ command: String, change: (inout AttemptRequest) -> Void = { _ in },
        configure: (inout CommandAgent.Configuration) -> Void = { _ in }
    ) async throws(AttemptFailure) -> AgentOutcome {
        var request = try request(command)
        change(&request)
        var configuration = configuration
        configure(&configuration)
        return try await CommandAgent(configuration: configuration).perform(request, in: context)
    }

    /// What a command's failure says, or a note that there was none.
    func failure(
        of command: String, change: (inout AttemptRequest) -> Void = { _ in },
        configure: (inout CommandAgent.Configuration) -> Void = { _ in }
    ) async -> AttemptFailure {
        do throws(AttemptFailure) {
            let outcome = try await perform(command, change: change, configure: configure)
            return AttemptFailure(kind: .uncertain, message: "no failure, but \(outcome)")
        } catch {
            return error
        }
    }

    /// Returns as soon as the command has printed a text. For one waiting task at a time.
    func printed(_ text: String) async {
        await withCheckedContinuation { continuation in
            let isThere = output.withLock { output in
                if output.text.contains(text) { return true }
                output.awaited = (text, continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func take(_ bytes: [UInt8]) {
        let continuation = output.withLock { output in
            output.count += bytes.count
            output.bytes += bytes.prefix(max(0, Self.maximumKeptBytes - output.bytes.count))
            guard let awaited = output.awaited, output.text.contains(awaited.text) else {
                return nil as CheckedContinuation<Void, Never>?
            }
            output.awaited = nil
            return awaited.continuation
        }
        continuation?.resume()
    }
}
