import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime

/// Prints what happens to a run, a line each: when, to which step, what.
actor PlainPrinter: RunPrinter {
    /// The widest column for step names; longer ones stick out.
    private static let widestName = 24
    /// Longer output lines are shortened.
    private static let lineLimit = 500

    private let console: Console
    private let supervision: any Supervision
    private var state: RunState
    private var outputs: [OutputKey: OutputLines] = [:]
    /// Gates that took their default, as people name them.
    private(set) var defaultsTaken: [String] = []

    private struct OutputKey: Hashable {
        var step: StepID
        var attempt: Int
    }

    init(_ state: RunState, console: Console, supervision: any Supervision) {
        self.state = state
        self.console = console
        self.supervision = supervision
    }

    /// Tells about an event.
    func show(_ happening: Happening) async throws {
        let time = happening.envelope.time
        if let event = happening.event {
            await finishOutput(before: event, at: time)
            if event.isShownFromState { state = try await happening.state() }
        }
        let narrative = happening.narrate()
        write(InertText.line(narrative.text), about: narrative.step, at: time)
        switch happening.event {
        case .gateOpened(let opened): show(opened.gate)
        case .gateExpired(let expired): noteDefault(expired)
        case .attemptStarted(let started):
            outputs[OutputKey(step: started.key.step, attempt: started.key.number)] = OutputLines()
        default: break
        }
    }

    /// Shows a piece of live output.
    func show(_ chunk: OutputChunk, at time: Timestamp) {
        let key = OutputKey(step: chunk.step, attempt: chunk.attempt)
        guard var lines = outputs[key] ?? OutputLines.ifNew(key.attempt, in: state[key.step]) else { return }
        for line in lines.take(chunk.bytes) { writeOutput(line, of: chunk.step, at: time) }
        outputs[key] = lines
    }

    /// The end of the story: what became of each step, the synthesis, and which gates nobody answered.
    func summarize(at now: Timestamp) {
        console.write("")
        for line in RunText(state: state, now: now).closingLines { console.write(line) }
        if !defaultsTaken.isEmpty {
            console.write("")
            console.write("Nobody answered these gates; each took the default that the playbook declares:")
            for line in defaultsTaken { console.write("  \(line)") }
        }
    }

    private func noteDefault(_ expired: GateExpired) {
        guard let gate = state[expired.gate] else { return }
        let title = InertText.line(gate.title(in: state))
        defaultsTaken.append(
            "\(GateText.reference(state.id, gate.id))  \(gate.kind.rawValue): \(title) "
                + "→ \(expired.outcome.sentence)"
        )
    }

    /// A gate that takes its default at once asks nobody.
    private func show(_ gate: Gate) {
        if state.isUnattended, gate.deadline != nil { return }
        let text = GateText(gate: gate, state: state)
        for line in text.lines.dropFirst() { console.write("          \(line)") }
        console.write("            answer from another terminal:")
        for command in text.howToAnswer { console.write("              \(command)") }
    }

    /// What an attempt printed and was not shown live yet comes before the news of its end.
    private func finishOutput(before event: Event, at time: Timestamp) async {
        let (key, transcript): (AttemptKey, Digest?)
        switch event {
        case .attemptCompleted(let event): (key, transcript) = (event.key, event.transcript)
        case .attemptFailed(let event): (key, transcript) = (event.key, event.transcript)
        case .attemptSuspended(let event): (key, transcript) = (event.key, event.transcript)
        default: return
        }
        let name = OutputKey(step: key.step, attempt: key.number)
        var lines = outputs[name] ?? OutputLines()
        outputs[name] = OutputLines.closed
        if lines.isClosed { return }
        var rest: [UInt8] = []
        if let transcript {
            do {
                let whole = try await supervision.transcript(transcript) ?? []
                rest = Array(whole.dropFirst(lines.byteCount))
            } catch {
                console.writeError("The output of \(key.step) could not be read: \(error)")
            }
        }
        for line in lines.take(rest) + lines.takeLast() {
            writeOutput(line, of: key.step, at: time)
        }
    }

    private func write(_ text: String, about step: StepID?, at time: Timestamp) {
        console.write("\(TimeText.clock(time))  \(column(step))  \(text)")
    }

    private func writeOutput(_ line: String, of step: StepID, at time: Timestamp) {
        console.write(
            "\(TimeText.clock(time))  \(column(step))  | \(InertText.line(line, limit: Self.lineLimit))")
    }

    private func column(_ step: StepID?) -> String {
        let width = min(Self.widestName, state.steps.map { $0.id.rawValue.count }.max() ?? 0)
        return (step?.rawValue ?? "run").padded(to: max(3, width))
    }
}

extension Event {
    /// Whether more of the run is shown with the event than the event itself says.
    fileprivate var isShownFromState: Bool {
        switch self {
        case .runCreated, .planProposed, .planRevised, .runStarted, .gateOpened, .gateExpired, .rolledBack,
            .interventionUndone, .interventionRedone, .runEnded:
            true
        case .ownerChanged, .synthesisDrafted, .gateDecided, .gateHeld, .gateReleased, .gateWithdrawn,
            .attemptStarted,
            .attemptCompleted,
            .attemptFailed, .attemptSuspended, .attemptAbandoned, .attemptInterrupted, .compensationStarted,
            .compensationEnded, .stepRedirected, .stepSkipped, .stepTakenOver, .paused, .resumed,
            .stopRequested, .noteAdded, .breakpointAdded, .breakpointRemoved, .breakpointLogged,
            .autonomyChanged:
            false
        }
    }
}

/// Bytes as they come, cut into lines.
struct OutputLines {
    /// A line that is longer is cut there.
    private static let longestLine = 8192

    private var rest: [UInt8] = []
    /// How many bytes came so far.
    private(set) var byteCount = 0
    /// Whether the attempt has ended, so that nothing more is shown of it.
    private(set) var isClosed = false

    /// An attempt whose output was shown to its end.
    static var closed: OutputLines {
        var lines = OutputLines()
        lines.isClosed = true
        return lines
    }

    /// Output may overtake the news that its attempt has started, and must not come after the news of its
    /// end.
    static func ifNew(_ attempt: Int, in step: StepState?) -> OutputLines? {
        guard let newest = step?.attempt, newest.number >= attempt else { return OutputLines() }
        return newest.number == attempt && newest.status == .working ? OutputLines() : nil
    }

    mutating func take(_ bytes: [UInt8]) -> [String] {
        guard !isClosed else { return [] }
        byteCount += bytes.count
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || rest.count >= Self.longestLine {
                lines.append(String(decoding: rest, as: UTF8.self))
                rest.removeAll(keepingCapacity: true)
            }
            if byte != UInt8(ascii: "\n") { rest.append(byte) }
        }
        return lines
    }

    /// What came without a line end.
    mutating func takeLast() -> [String] {
        guard !rest.isEmpty else { return [] }
        defer { rest = [] }
        return [String(decoding: rest, as: UTF8.self)]
    }
}
