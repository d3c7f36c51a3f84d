import ArgumentParser
import FermataCore
import FermataJournal

/// `fermata audit`: whether logs are what was written.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check that logs are whole and unchanged, and export them.",
        subcommands: [VerifyAuditCommand.self, ExportAuditCommand.self])
}

/// `fermata audit verify`.
struct VerifyAuditCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a run's log, all logs, or an exported one against their chain of hashes.",
        discussion: """
            Finds any change, loss, insertion and change of order. An export is checked without the journal.

            EXAMPLES:
              fermata audit verify last
              fermata audit verify --all
              fermata audit verify --file run.ndjson

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference?
    @Flag(name: .long, help: "Check every run of the journal.")
    var all = false
    @Option(name: .long, help: "Check an exported log; - reads standard input.", completion: .file())
    var file: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard [run != nil, all, file != nil].filter({ $0 }).count == 1 else {
            throw ValidationError("Give one of RUN, --all and --file.")
        }
    }

    func performAlone(on console: Console) throws -> Bool {
        guard let file else { return false }
        guard try verifyExport(file, console) else { throw ExitStatus.error }
        return true
    }

    func perform(in surroundings: Surroundings) async throws {
        guard try await verifyJournal(surroundings) else { throw ExitStatus.error }
    }

    private func verifyJournal(_ surroundings: Surroundings) async throws -> Bool {
        if let run {
            let run = try await run.resolve(with: surroundings.conductor)
            return tell(try await surroundings.conductor.audit(run), surroundings.console)
        }
        var (count, faultCount) = (0, 0)
        var after: RunID?
        while true {
            let page = try await surroundings.conductor.runs(
                RunQuery(after: after, limit: RunQuery.maximumLimit))
            for summary in page {
                let report = try await surroundings.conductor.audit(summary.run)
                count += 1
                if !report.isSound {
                    faultCount += 1
                    _ = tell(report, surroundings.console)
                }
            }
            guard page.count == RunQuery.maximumLimit, let last = page.last else { break }
            after = last.run
        }
        surroundings.console.write("\(count) runs checked, \(faultCount) damaged.")
        return faultCount == 0
    }

    private func verifyExport(_ file: String, _ console: Console) throws -> Bool {
        var lines = LineReader(try FileAccess.read(file, limit: .max))
        var verifier = ExportVerifier()
        do {
            while let line = lines.next() { try verifier.verify(line: line) }
            return tell(AuditFinding(try verifier.report()), console)
        } catch {
            throw FileProblem(path: file, problem: error.description)
        }
    }

    private func tell(_ finding: AuditFinding, _ console: Console) -> Bool {
        guard let fault = finding.fault else {
            let head = finding.head.map { "\(finding.eventCount) events, head \($0.hexadecimal)" }
            console.write("Run \(finding.run): sound, \(head ?? "no events")")
            return true
        }
        console.write("Run \(finding.run): damaged: \(InertText.line(fault))")
        return false
    }
}

/// The lines of some bytes, one after another.
private struct LineReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func next() -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = Array(rest[..<end])
        rest = rest[end...].dropFirst()
        return line
    }
}

/// `fermata audit export`.
struct ExportAuditCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print a run's log as lines of JSON that can be kept and checked anywhere.",
        discussion: """
            The form is described in docs/journal-format.md.

            EXAMPLES:
              fermata audit export last > run.ndjson

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @OptionGroup var common: CommonOptions

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        try await surroundings.conductor.export(run) { line in surroundings.console.write(bytes: line) }
    }
}
