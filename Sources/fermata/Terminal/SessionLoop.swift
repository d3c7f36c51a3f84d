import FermataAPI
import FermataCore
import FermataRuntime

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The thin shell around the model: takes what happened out of the inbox, does what the model wants, and
/// paints.
struct SessionLoop {
    /// Frames are at least this far apart, so that a chatty run does not cost more than the eye can follow.
    static let frameIntervalMilliseconds: Int64 = 40
    /// The exit code of a process that was interrupted.
    private static let interruptedExitCode: Int32 = 130

    private let supervision: any Supervision
    private var run: RunID { supervision.run }
    private let editor: EditorLauncher
    private let device: TerminalDevice
    private let keyboard: KeyboardReader
    private let inbox: TerminalInbox
    private var model: TerminalModel
    private var decoder = KeyDecoder()
    private var painter: FramePainter
    private var lastFrameAtMilliseconds: Int64 = 0
    private var isPaintOwed = true
    private var deeds: [Int: TerminalModel.Deed] = [:]
    private var deedCount = 0
    private var log = StepOutput()
    private var leave: InteractiveSession.Leave?
    private var isLeaveWanted = false

    init(
        supervision: any Supervision, actor: Actor, editor: EditorLauncher, device: TerminalDevice,
        keyboard: KeyboardReader, inbox: TerminalInbox, environment: [String: String]
    ) {
        self.supervision = supervision
        self.editor = editor
        self.device = device
        self.keyboard = keyboard
        self.inbox = inbox
        painter = FramePainter(palette: Palette.suited(to: environment))
        model = TerminalModel(
            carriesOut: supervision.carriesOut, actor: actor, symbols: Symbols.suited(to: environment),
            size: device.size,
            now: Self.moment)
    }

    /// Runs until the person leaves, the terminal goes, or the run cannot be watched any more.
    mutating func run(in group: inout TaskGroup<Void>) async -> InteractiveSession.Leave {
        paint()
        for await _ in inbox.wakes {
            let contents = inbox.take()
            await take(contents, in: &group)
            // A verdict that is on its way arrives before the view is left.
            if isLeaveWanted, deeds.isEmpty { leave = leave ?? leaveByState }
            if let leave { return leave }
            if contents.isQuiet, model.carriesOut, let loss = await supervision.loss() {
                await handle(.lost("not carried out here any more: \(loss.message)"), in: &group)
            }
            paintIfDue()
        }
        return .detached
    }

    /// What stays in the terminal when the view has gone.
    func printAfterwards(_ leave: InteractiveSession.Leave) {
        for line in log.lines { device.write(Array("\(line)\n".utf8)) }
        guard let state = model.state else { return }
        var lines = ClosingText(
            state: state, leave: leave, carriesOut: model.carriesOut, drafts: model.drafts
        ).lines
        lines.append("")
        device.write(Array(lines.joined(separator: "\n").utf8))
    }

    // Taking in

    private mutating func take(_ contents: TerminalInbox.Contents, in group: inout TaskGroup<Void>) async {
        if let state = contents.state { await handle(.state(state), in: &group) }
        for piece in contents.outputs {
            await handle(.output(piece.step, attempt: piece.attempt, piece.bytes), in: &group)
        }
        for done in contents.performed {
            guard let deed = deeds.removeValue(forKey: done.number) else { continue }
            if let state = done.state {
                await handle(.performed(deed, .done(state)), in: &group)
            } else {
                await handle(.performed(deed, .refused(done.refusal ?? "")), in: &group)
            }
        }
        if !contents.logged.isEmpty {
            log.append(contents.logged, attempt: 1)
            await handle(.logged(log.lastLine ?? ""), in: &group)
        }
        if let failure = contents.failure { await handle(.lost(failure), in: &group) }
        for signal in contents.signals { await take(signal, in: &group) }
        for bytes in contents.typed {
            let inputs = decoder.decode(bytes)
            for input in inputs {
                await handle(.typed(model.meaning(of: input, in: inputs)), in: &group)
            }
            keyboard.acknowledge()
        }
        if contents.isQuiet {
            for input in decoder.flush() { await handle(.typed(input), in: &group) }
            await handle(.tick, in: &group)
        }
        if contents.hasTerminalGone { leave = leave ?? .detached }
    }

    private mutating func take(_ signal: Int32, in group: inout TaskGroup<Void>) async {
        switch signal {
        case SIGINT: await handle(.typed(.key(.control("c"))), in: &group)
        case SIGWINCH: await handle(.resized(device.size), in: &group)
        case SIGTSTP: suspend()
        case SIGCONT:
            // Somebody else may have used the terminal meanwhile.
            device.open()
            painter.forget()
            await handle(.resized(device.size), in: &group)
        default: leave = leave ?? .detached
        }
    }

    private mutating func handle(_ input: TerminalModel.Input, in group: inout TaskGroup<Void>) async {
        let outputs = model.handle(input, at: Self.moment)
        isPaintOwed = true
        for output in outputs { await perform(output, in: &group) }
    }

    // Doing

    private mutating func perform(_ output: TerminalModel.Output, in group: inout TaskGroup<Void>) async {
        switch output {
        case .perform(let command, let deed): start(command, deed, in: &group)
        case .edit(let target, let text): await edit(target, text, in: &group)
        case .dropTypedInput:
            device.dropTypedInput()
            decoder.reset()
        case .bell: device.write([0x07])
        case .sleep: suspend()
        case .leave: isLeaveWanted = true
        case .kill: leaveAtOnce()
        }
    }

    private var leaveByState: InteractiveSession.Leave {
        model.state.map { $0.phase.isFinal ? .ended($0.phase) : .detached } ?? .detached
    }

    private mutating func start(
        _ command: Command, _ deed: TerminalModel.Deed, in group: inout TaskGroup<Void>
    ) {
        deedCount += 1
        let number = deedCount
        deeds[number] = deed
        let (supervision, inbox) = (supervision, inbox)
        group.addTask {
            var performed = TerminalInbox.Performed(number: number)
            do {
                performed.state = try await supervision.perform(command)
            } catch {
                performed.refusal = CommandFailure(error).message
            }
            let finished = performed
            inbox.put { $0.performed.append(finished) }
        }
    }

    private mutating func edit(_ target: EditTarget, _ text: String, in group: inout TaskGroup<Void>) async {
        device.close()
        let input: TerminalModel.Input
        do {
            input = .edited(target, try await editor.edit(text, fileExtension: EditTarget.fileExtension))
        } catch {
            input = .editorFailed(error.description)
        }
        device.open()
        painter.forget()
        // What happened meanwhile comes first, so that a question that was closed is known to be.
        if let state = inbox.takeState() { _ = model.handle(.state(state), at: Self.moment) }
        _ = model.handle(.resized(device.size), at: Self.moment)
        let outputs = model.handle(input, at: Self.moment)
        isPaintOwed = true
        for output in outputs where output == .dropTypedInput { device.dropTypedInput() }
    }

    private mutating func suspend() {
        device.close()
        device.suspend()
        KeyboardReader.catchSignal(SIGTSTP)
        device.open()
        painter.forget()
        _ = model.handle(.resized(device.size), at: Self.moment)
        isPaintOwed = true
    }

    /// The person has said twice that it must end now: what works is killed with this process, and found and
    /// told when the run is resumed.
    private func leaveAtOnce() -> Never {
        device.close()
        device.write(
            Array("Left at once; what was working is killed. `fermata resume \(run)` goes on.\n".utf8))
        _exit(Self.interruptedExitCode)
    }

    // Painting

    private mutating func paintIfDue() {
        guard isPaintOwed,
            Self.moment.steadyMilliseconds - lastFrameAtMilliseconds >= Self.frameIntervalMilliseconds
        else { return }
        paint()
    }

    private mutating func paint() {
        let bytes = painter.bytes(for: Screen(model).frame, size: model.size)
        if !bytes.isEmpty { device.write(bytes) }
        isPaintOwed = false
        let moment = Self.moment
        lastFrameAtMilliseconds = moment.steadyMilliseconds
        _ = model.handle(.painted, at: moment)
    }

    private static var moment: Moment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let steady = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        return Moment(wall: SystemClock().now, steadyMilliseconds: steady)
    }
}
