import FermataCore
import FermataJournal
import FermataRuntime

/// A bug that can be built into a simulation on purpose. The auditor must find every one of them: a check
/// that cannot fail proves nothing.
public enum Mutant: String, CaseIterable, Sendable {
    /// Decides as if nobody held anything.
    case blindToHolds
    /// Decides as if nobody had asked for the stop.
    case blindToStop
    /// Decides as if the run had not ended.
    case blindToEnd
    /// Starts as many attempts as there are ready steps.
    case blindToLimits
    /// Starts steps whose needs have not ended.
    case blindToNeeds
    /// Takes a verdict on a gate that is closed.
    case blindToClosedGates
    /// Takes a verdict given on something else than what the gate shows.
    case blindToDigests
    /// Starts steps while their compensation is still owed.
    case blindToCompensations
    /// Repeats an external effect that was cut short, and asks nobody.
    case repeatsUnknownEffects
    /// Takes defaults before their deadline.
    case expiresEarly
    /// An owner that lost its lease goes on under the newest epoch.
    case ignoresEpochs
    /// Launches what it has decided before that is in the log.
    case launchesBeforeAppending
    /// Executes something else than what was let pass.
    case executesOtherAction
    /// Uses the report of an attempt that was abandoned.
    case usesAbandonedReports
    /// Starts steps that have ended.
    case repeatsEndedSteps
    /// Keeps snapshots that are not what the log says.
    case keepsWrongSnapshots
    /// Starts critical actions without asking.
    case skipsPolicy
    /// Starts steps although the budget is used up.
    case blindToBudget
    /// Starts steps that were changed after the plan had been approved.
    case blindToChanges
    /// Lets an operator do what only an approver may.
    case blindToRoles
    /// Starts something again by a verdict that has let it start before.
    case letsYesStartTwice
    /// Tries a failed external step again as if that had been declared.
    case retriesExternalEffects
    /// Rolls back as if nothing had been done to the world.
    case forgetsEffects
    /// A yes to a failure lets start whatever the step has become since.
    case letsYesStartOther
    /// Undoes an effect by what the plan says now, not by what was let pass with it.
    case undoesAsPlanned
    /// Takes silence for consent to what cannot be taken back.
    case takesSilenceForConsent
    /// Does not stop at breakpoints, whatever their level.
    case blindToBreakpoints
    /// Believes a snapshot that its seal does not fit.
    case believesChangedSnapshots

    // What the shell around the rules once did wrong

    /// After a refused report it goes on with its old state, and launches the abandoned attempt again.
    case believesStaleState
    /// Keeps its lease when the adoption was not stored, and launches what the log owed its predecessor.
    case launchesBeforeAdoption
    /// A wake-up that meets a locked journal is forgotten.
    case dropsWakeOnBusy
    /// A lock over a deadline ends all that is at work, to begin it again.
    case diesOnBusyDeadline
    /// What is appended while a coordinator retires wakes nobody.
    case losesWakes
}

extension Mutant {
    /// What of it is built into the coordinator's machine.
    var defects: RunMachine.Defects {
        switch self {
        case .believesStaleState: .believesStaleState
        case .launchesBeforeAdoption: .launchesBeforeAdoption
        case .dropsWakeOnBusy: .dropsWakeOnBusy
        case .diesOnBusyDeadline: .diesOnBusyDeadline
        case .ignoresEpochs: .ignoresEpochs
        case .blindToHolds, .blindToStop, .blindToEnd, .blindToLimits, .blindToNeeds, .blindToClosedGates,
            .blindToDigests, .blindToCompensations, .repeatsUnknownEffects, .expiresEarly,
            .launchesBeforeAppending, .executesOtherAction, .usesAbandonedReports, .repeatsEndedSteps,
            .keepsWrongSnapshots, .skipsPolicy, .blindToBudget, .blindToChanges, .losesWakes, .blindToRoles,
            .letsYesStartTwice, .retriesExternalEffects, .forgetsEffects, .letsYesStartOther,
            .undoesAsPlanned,
            .takesSilenceForConsent, .blindToBreakpoints, .believesChangedSnapshots:
            []
        }
    }

    /// Decides a command on what the mutant sees, and folds the events into what is really there.
    func decide(_ command: Command, on state: RunState, in given: DecisionContext) throws(Refusal) -> Decision
    {
        var command = command
        var context = given
        var shown: Digest?
        if self == .blindToDigests, case .decide(let gate, let verdict, let digest) = command {
            shown = digest
            command = .decide(gate, verdict, digest: state[gate]?.digest ?? digest)
        }
        if self == .blindToRoles, context.actor.kind == .person {
            context.actor = Actor(
                kind: .person, name: context.actor.name, authentication: context.actor.authentication)
        }
        if self == .expiresEarly, case .expireGates = command {
            context.time = context.time.adding(seconds: 3_600)
        }
        let decided = try seen(state, for: command).decide(command, in: context)
        var decision = Decision(events: [], state: state)
        for var event in asIfUnasked(decided.events, after: command, on: state) {
            if self == .repeatsUnknownEffects, case .gateOpened(let opened) = event,
                case .unknownOutcome = opened.gate.subject,
                opened.gate.step.flatMap({ decision.state[$0]?.phase }) == .ready
            {
                continue
            }
            if self == .takesSilenceForConsent, case .gateOpened(var opened) = event {
                letExpire(&opened.gate, in: decision.state, at: given.time)
                event = .gateOpened(opened)
            }
            if let shown, case .gateDecided(var payload) = event {
                payload.digest = shown
                event = .gateDecided(payload)
            }
            decision.state.apply(event, in: EventContext(time: given.time, actor: given.actor))
            decision.events.append(event)
        }
        return decision
    }
}

extension Simulation {
    /// What is really launched.
    func mutated(_ owed: OwedAction) -> Action {
        var action = owed.action
        if mutant == .executesOtherAction { action.run = "do something else" }
        if mutant == .undoesAsPlanned, case .compensation(let key) = owed.key, let state = witness?.state,
            let index = state.steps.firstIndex(where: { $0.id == key.step }),
            let planned = state.action(at: index).compensation
        {
            action = planned
        }
        return action
    }

    /// A snapshot as whoever opens it takes it.
    func believed(_ snapshot: Snapshot) -> Snapshot {
        guard mutant == .believesChangedSnapshots else { return snapshot }
        return Snapshot(
            run: snapshot.run, head: snapshot.head, format: snapshot.format, state: snapshot.state)
    }

    func mutated(_ snapshot: Snapshot) -> Snapshot {
        guard mutant == .keepsWrongSnapshots else { return snapshot }
        return Snapshot(
            run: snapshot.run, head: snapshot.head, format: snapshot.format,
            state: Self.changed(snapshot.state))
    }

    /// A state in which the run has cost something else.
    static func changed(_ state: [UInt8]) -> [UInt8] {
        do {
            let json = try JSON(parsing: state)
            return json.replacing("cost", with: .number(1_000_000)).encodedBytes()
        } catch {
            preconditionFailure("What was kept cannot be read: \(error)")
        }
    }

    /// Appends a report as if its attempt might still append.
    mutating func forceReport(of key: AttemptKey, _ report: AttemptReport) throws(Violation) {
        guard case .completed(let outputs, let assessment, _) = report, var replica = witness,
            replica.state[key.step]?.workingKey != key
        else { return }
        let record = EventRecord(
            type: Event.Kind.attemptCompleted.rawValue, version: 1,
            payload: .record(
                ("key", key.json), ("outputs", outputs), ("assessment", assessment.json),
                ("isAccepted", true)))
        let context = DecisionContext(time: now, actor: .engine)
        do {
            let event = try Event(record: record)
            let before = replica.state
            replica.state.apply(event, in: EventContext(time: now, actor: .engine))
            let decision = Decision(events: [event], state: replica.state)
            let append = Append(
                decision, after: LoadedRun(state: before, head: replica.head), context: context,
                named: nextCommandName())
            try ledger.append(append)
        } catch {
            throw Violation(.soundChain, at: replica.head.revision, "the mutant failed: \(error)")
        }
        try audit(replica.state)
    }
}

extension Mutant {
    /// The state as the mutant sees it when it decides a command.
    func seen(_ state: RunState, for command: Command) -> RunState {
        guard let seen = edited(state, for: command) else { return state }
        do {
            return try RunState(json: seen)
        } catch {
            preconditionFailure("The mutant \(rawValue) makes a state that cannot be read: \(error)")
        }
    }

    private func edited(_ state: RunState, for command: Command) -> JSON? {
        let json = state.json
        switch self {
        case .blindToHolds:
            return json.replacing("isPaused", with: false).replacing("pausedAgents", with: .array([]))
                .replacingItems(of: "steps") { $0.replacing("isPaused", with: false) }
        case .blindToStop: return json.replacing("stop", with: nil)
        case .blindToEnd: return state.phase.isFinal ? json.replacing("phase", with: "running") : nil
        case .blindToLimits:
            let playbook = (json["playbook"] ?? .null).replacing("concurrency", with: 64)
                .replacingItems(of: "agents") { $0.replacing("concurrency", with: nil) }
            return json.replacing("playbook", with: playbook)
        case .blindToNeeds:
            guard state.phase == .running else { return nil }
            return json.replacingItems(of: "steps") {
                $0["phase"] == "pending" ? $0.replacing("phase", with: "ready") : $0
            }
        case .blindToClosedGates:
            guard case .decide(let gate, _, _) = command else { return nil }
            return json.replacingItems(of: "gates") {
                $0["gate"] == gate.json ? $0.replacing("status", with: nil) : $0
            }
        case .blindToCompensations:
            guard !state.compensations.isEmpty else { return nil }
            return json.replacing("compensations", with: .array([])).replacingItems(of: "steps") {
                $0["phase"] == "rolledBack" ? $0.replacing("phase", with: "ready") : $0
            }
        case .repeatsUnknownEffects:
            // A rollback still knows what to undo, so that nothing but the repetition is there to be found.
            if case .rollBack = command { return nil }
            return json.replacing("effects", with: .array([]))
        case .repeatsEndedSteps:
            return json.replacingItems(of: "steps") {
                $0["phase"] == "done" ? $0.replacing("phase", with: "ready") : $0
            }
        case .blindToBudget:
            return json.replacing(
                "playbook", with: (json["playbook"] ?? .null).replacing("budget", with: nil))
        case .blindToChanges:
            return json.replacingItems(of: "steps") { $0.replacing("isChanged", with: false) }
        case .skipsPolicy:
            let agents = (json["playbook"] ?? .null).replacingItems(of: "agents") {
                $0.replacing("autonomy", with: nil)
            }
            return json.replacing("playbook", with: agents).replacing("agentAutonomy", with: .array([]))
                .replacing("autonomy", with: "autonomous")
        case .forgetsEffects, .letsYesStartTwice, .letsYesStartOther, .takesSilenceForConsent,
            .blindToBreakpoints, .retriesExternalEffects:
            return editedConsent(json, state, for: command)
        case .blindToDigests, .expiresEarly, .ignoresEpochs, .launchesBeforeAppending,
            .executesOtherAction, .usesAbandonedReports, .keepsWrongSnapshots, .believesStaleState,
            .launchesBeforeAdoption, .dropsWakeOnBusy, .diesOnBusyDeadline, .losesWakes, .blindToRoles,
            .undoesAsPlanned, .believesChangedSnapshots:
            return nil
        }
    }

    /// What those see that do something with a yes, or without one.
    private func editedConsent(_ json: JSON, _ state: RunState, for command: Command) -> JSON? {
        switch self {
        case .forgetsEffects:
            guard case .rollBack = command else { return nil }
            return json.replacing("effects", with: .array([]))
        case .letsYesStartTwice:
            return json.replacingItems(of: "steps") { step in
                guard step["phase"] == "ready", case .array(let attempts) = step["attempts"],
                    let last = attempts.last, let gate = last["gate"], let digest = last["digest"]
                else { return step }
                return step.replacing("approvedDigest", with: digest).replacing("approvedBy", with: gate)
            }
        case .letsYesStartOther:
            return letsStartOther(state)
        case .takesSilenceForConsent:
            guard case .expireGates = command else { return nil }
            let unchanged = json.replacing("effects", with: .array([]))
                .replacingItems(of: "steps") { $0.replacing("isChanged", with: false) }
            return unchanged.replacingItems(of: "gates") { gate in
                guard let subject = gate["subject"], let action = subject["action"] else { return gate }
                let reversible = action.replacing("undo", with: "undo it")
                return gate.replacing("subject", with: subject.replacing("action", with: reversible))
            }
        case .blindToBreakpoints: return json.replacing("breakpoints", with: .array([]))
        case .retriesExternalEffects:
            return json.replacingItems(of: "steps") { step in
                step.replacingItems(of: "attempts") { attempt in
                    guard let action = attempt["action"] else { return attempt }
                    return attempt.replacing("action", with: action.replacing("idempotent", with: true))
                }
            }
        case .blindToHolds, .blindToStop, .blindToEnd, .blindToLimits, .blindToNeeds, .blindToClosedGates,
            .blindToDigests, .blindToCompensations, .repeatsUnknownEffects, .expiresEarly, .ignoresEpochs,
            .launchesBeforeAppending, .executesOtherAction, .usesAbandonedReports, .repeatsEndedSteps,
            .keepsWrongSnapshots, .skipsPolicy, .blindToBudget, .blindToChanges, .blindToRoles,
            .believesStaleState, .launchesBeforeAdoption, .dropsWakeOnBusy, .diesOnBusyDeadline, .losesWakes,
            .undoesAsPlanned, .believesChangedSnapshots:
            return nil
        }
    }
}

extension Mutant {
    /// The declared default of every gate that asks about an action is taken, and soon.
    fileprivate func letExpire(_ gate: inout Gate, in state: RunState, at time: Timestamp) {
        guard case .action = gate.subject, gate.deadline == nil,
            state.playbook.gates[gate.kind].onTimeout == .approve
        else { return }
        gate.deadline = time
        gate.onTimeout = .approve
    }

    /// A note does not have a failure asked about anew that it is added to.
    fileprivate func asIfUnasked(_ events: [Event], after command: Command, on state: RunState) -> [Event] {
        guard self == .letsYesStartOther, case .note = command else { return events }
        var isAboutOther = false
        let left = events.filter { event in
            switch event {
            case .gateWithdrawn(let withdrawn):
                if case .failure = state[withdrawn.gate]?.subject { return false }
            case .gateOpened(let opened):
                if case .failure = opened.gate.subject { return false }
                isAboutOther = true
            default: break
            }
            return true
        }
        return isAboutOther ? events : left
    }

    /// Whatever a failed step has become is what the yes was about.
    private func letsStartOther(_ state: RunState) -> JSON {
        let present = state.steps.indices.compactMap { index -> (id: JSON, digest: JSON)? in
            guard let gate = state.steps[index].approvedBy, case .failure = state[gate]?.subject else {
                return nil
            }
            return (state.steps[index].id.json, state.action(at: index).digest.json)
        }
        return state.json.replacingItems(of: "steps") { step in
            guard let other = present.first(where: { $0.id == step["id"] }) else { return step }
            return step.replacing("approvedDigest", with: other.digest)
        }
    }
}

extension JSON {
    /// The object with another value for a name, or without it.
    fileprivate func replacing(_ name: String, with value: JSON?) -> JSON {
        guard case .object(let members) = self else { return self }
        let rest = members.filter { $0.name != name }
        return .object(rest + (value.map { [JSONMember(name: name, value: $0)] } ?? []))
    }

    /// The object with every item of an array changed.
    fileprivate func replacingItems(of name: String, by change: (JSON) -> JSON) -> JSON {
        guard case .array(let items) = self[name] else { return self }
        return replacing(name, with: .array(items.map(change)))
    }
}
