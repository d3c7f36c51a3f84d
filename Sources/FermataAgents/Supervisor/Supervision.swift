import CFermataProcess

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One supervision: the system calls around ``SupervisionStateMachine``.
struct Supervision {
    /// How often holding everything still looks for processes that were just born, before it lets that be.
    private static let maximumHoldPasses = 200
    /// How long killing waits before it looks again for what is left.
    private static let killIntervalMilliseconds: Int64 = 10

    /// More than any kernel passes to a program.
    private static let maximumEnvironmentBytes = 16 << 20

    private let request: SupervisionRequest
    private let identifier = getpid()
    private var command: pid_t = 0
    private var hasCommandEnded = false
    private var isEngineGone = false

    init(request: SupervisionRequest) {
        self.request = request
    }

    /// Starts the command and returns when no process of it is left.
    mutating func carryOut() -> SupervisionReport {
        // Nobody else does it then.
        defer {
            if isEngineGone, let path = request.scratchPath { DirectoryRemoval.remove(path: path) }
        }
        if let problem = becomeSupervisor() { return problem }
        if let problem = lockOwner() { return problem }
        guard waitUntilWanted() else {
            return .setupFailed(reason: "the attempt was ended before the command began")
        }
        do {
            command = start(environment: try readEnvironment())
        } catch {
            return .setupFailed(reason: "the environment could not be read: \(error.message)")
        }
        guard command > 0 else { return .notStarted(errorNumber: errno) }
        return supervise()
    }

    // MARK: Setting up

    private func becomeSupervisor() -> SupervisionReport? {
        // Ctrl-C in the terminal is for the engine: it tells the supervisor what it makes of it.
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU] {
            Glibc.signal(signal, SIG_IGN)
        }
        // Blocked but for the moments of waiting, so that no ending child is missed between two looks.
        var blocked = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGCHLD)
        guard sigprocmask(SIG_BLOCK, &blocked, nil) == 0 else { return failure("sigprocmask") }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        action.sa_flags = SA_NOCLDSTOP
        guard sigaction(SIGCHLD, &action, nil) == 0 else { return failure("sigaction") }
        // It leads a session already when the engine made one for it.
        guard setsid() >= 0 || errno == EPERM else { return failure("setsid") }
        guard fermata_process_adopt_orphans() == 0 else { return failure("adopting orphans") }
        return nil
    }

    private func lockOwner() -> SupervisionReport? {
        guard let path = request.ownerLockPath else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .ownerLost(reason: "\(path): \(SystemError.current.message)") }
        // Never closed: the lock is let go when this process ends.
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
            return .ownerLost(reason: "\(path) is locked by another owner")
        }
        return nil
    }

    /// Heeds the orders that came before the command began: waits while it is to be held, and says whether it
    /// is still to begin. Whoever got the lock after a dead engine may count on nothing being started any
    /// more.
    private mutating func waitUntilWanted() -> Bool {
        var isHeld = false
        repeat {
            if isHeld { waitForOrders(timeoutMilliseconds: -1) }
            for order in readOrders() {
                switch order {
                case .pause: isHeld = true
                case .resume: isHeld = false
                case .stop: return false
                case nil:
                    isEngineGone = true
                    return false
                }
            }
        } while isHeld
        return true
    }

    private func failure(_ call: String) -> SupervisionReport {
        .setupFailed(reason: "\(call): \(SystemError.current.message)")
    }

    private func readEnvironment() throws(SystemError) -> [[UInt8]] {
        let bytes = try FileReading.contents(
            of: request.environmentPath, maximumBytes: Self.maximumEnvironmentBytes)
        return bytes.split(separator: 0).map { Array($0) + [0] }
    }

    private func start(environment: [[UInt8]]) -> pid_t {
        // Not freed: they live as long as this process.
        var arguments: [UnsafeMutablePointer<CChar>?] = request.command.map { strdup($0) }
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { variable in
            variable.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.flatMap { strdup($0) } }
            }
        }
        arguments.append(nil)
        variables.append(nil)
        return fermata_process_start(&arguments, &variables)
    }

    // MARK: Supervising

    private mutating func supervise() -> SupervisionReport {
        var machine = SupervisionStateMachine(
            now: now(), graceMilliseconds: request.graceMilliseconds,
            timeLimitMilliseconds: request.timeLimitMilliseconds)
        while true {
            while let ended = reap() {
                switch ended {
                case .command(let status):
                    hasCommandEnded = true
                    perform(machine.commandEnded(status, now: now()))
                case .other: continue
                case .none: return machine.report()
                }
            }
            wait(for: machine)
            for order in readOrders() {
                if order == nil { isEngineGone = true }
                perform(machine.ordered(order, now: now()))
            }
            perform(machine.clockAdvanced(now: now()))
        }
    }

    private enum Reaped {
        case command(CommandStatus)
        case other
        /// No child is left, and so, orphans being adopted, no descendant.
        case none
    }

    private func reap() -> Reaped? {
        var status: Int32 = 0
        switch waitpid(-1, &status, WNOHANG) {
        case 0: return nil
        case command: return .command(CommandStatus(waitStatus: status))
        case let child where child > 0: return .other
        default: return Reaped.none
        }
    }

    private func wait(for machine: SupervisionStateMachine) {
        var timeout: Int64 = -1
        if machine.isKilling {
            timeout = Self.killIntervalMilliseconds
        } else if let deadline = machine.nextDeadline {
            timeout = max(0, deadline - now())
        }
        waitForOrders(timeoutMilliseconds: timeout)
    }

    /// Waits for an order, the end of a child or the timeout, whichever comes first; -1 is no timeout.
    private func waitForOrders(timeoutMilliseconds: Int64) {
        var orders = pollfd(fd: isEngineGone ? -1 : STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        _ = fermata_process_poll(&orders, 1, Int32(clamping: timeoutMilliseconds))
    }

    /// The orders that have come, in order; `nil` says that the engine is gone.
    private func readOrders() -> [SupervisionOrder?] {
        guard !isEngineGone else { return [] }
        var orders = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&orders, 1, 0) > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count > 0 { return bytes[..<count].compactMap { SupervisionOrder(rawValue: $0) } }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : [nil]
    }

    private func perform(_ outputs: [SupervisionStateMachine.Output]) {
        for output in outputs {
            switch output {
            case .holdAll: holdAll()
            case .releaseAll: signalAll(SIGCONT)
            case .terminateCommand:
                signalCommand(SIGTERM)
                // What was held still outside the command's group must be able to go on and end, too.
                signalAll(SIGCONT)
            case .terminateAll:
                signalAll(SIGTERM)
                signalAll(SIGCONT)
            case .killAll:
                signalCommand(SIGKILL)
                signalAll(SIGKILL)
            }
        }
    }

    /// Signals the command's process group, or just the command should it have left its own group. Once the
    /// command has been reaped its number may belong to somebody else.
    private func signalCommand(_ signal: Int32) {
        guard !hasCommandEnded else { return }
        if kill(-command, signal) != 0 { kill(command, signal) }
    }

    private func signalAll(_ signal: Int32) {
        for process in ProcessTree.descendants(of: identifier) { kill(process.identifier, signal) }
    }

    private func holdAll() {
        for _ in 0..<Self.maximumHoldPasses {
            let moving = ProcessTree.descendants(of: identifier).filter { !$0.isStill }
            if moving.isEmpty { return }
            for process in moving { kill(process.identifier, SIGSTOP) }
        }
    }

    private func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
