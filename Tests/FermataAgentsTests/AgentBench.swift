import FermataAgents
import FermataCore
import FermataRuntime
import Synchronization

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

    let directory: String
    let signals: AsyncStream<AttemptSignal>.Continuation
    private let signalStream: AsyncStream<AttemptSignal>
    private let output = Mutex<[UInt8]>([])

    init() throws {
        var template = Array("/tmp/fermata-agents-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SetupError(problem: "no temporary directory") }
        directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        (signalStream, signals) = AsyncStream.makeStream()
    }

    /// The executable whose `main` hands over to the supervisor: it stands beside the tests.
    static let supervisorPath: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/").dropLast().reduce(into: "") { $0 += "/\($1)" } + "/fermata"
    }()

    var scratchDirectory: String { directory + "/scratch" }
    var printed: String { String(decoding: output.withLock { $0 }, as: UTF8.self) }
    var printedBytes: [UInt8] { output.withLock { $0 } }

    var configuration: CommandAgent.Configuration {
        var configuration = CommandAgent.Configuration(
            scratchDirectory: scratchDirectory, environment: ["PATH": "/usr/bin:/bin", "HOME": "/nowhere"])
        configuration.supervisorPath = Self.supervisorPath
        return configuration
    }

    func perform(
        _ command: String, change: (inout AttemptRequest) -> Void = { _ in },
        configure: (inout CommandAgent.Configuration) -> Void = { _ in }
    ) async throws(AttemptFailure) -> AgentOutcome {
        guard let run = RunID("run-1"), let step = StepID("step-1"), let agent = AgentID("worker") else {
            throw AttemptFailure(kind: .permanent, message: "a name was refused")
        }
        var request = AttemptRequest(
            run: run, step: step, action: Action(agent: agent, kind: .command, run: command),
            directory: directory)
        change(&request)
        var configuration = configuration
        configure(&configuration)
        let context = AttemptContext(
            output: { bytes in self.output.withLock { $0 += bytes } }, signals: signalStream)
        return try await CommandAgent(configuration: configuration).perform(request, in: context)
    }
}
