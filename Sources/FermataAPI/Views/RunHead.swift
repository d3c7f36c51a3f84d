import FermataCore

/// What a view says of a run as a whole.
struct RunHead {
    let state: RunState
    let owner: OwnerView?
    let allowed: AllowedInterventions
    let standings: [StepStanding]

    var members: [JSONMember] {
        (identity + standing + settings + contents).memberList
    }

    private var identity: JSON {
        let playbook = state.playbook
        return .record(
            ("run", state.id.json), ("title", state.title.json),
            (
                "playbook",
                .record(
                    ("name", playbook.name.json), ("description", playbook.description?.json),
                    ("budget", playbook.budget?.json), ("concurrency", playbook.concurrency.json))
            ))
    }

    private var standing: JSON {
        .record(
            ("phase", state.phase.json), ("status", RunStatus(state).json), ("statusText", statusText.json),
            ("revision", state.revision.json), ("planRevision", state.plan.revision.json),
            ("createdAt", state.createdAt.json), ("updatedAt", state.updatedAt.json),
            ("endedAt", state.phase.isFinal ? state.updatedAt.json : nil),
            ("endReason", state.endReason.map { BoundedValue.text($0).json }),
            ("isEnded", state.phase.isFinal.json), ("counts", counts),
            ("longestChain", state.graph.longestChain.json))
    }

    private var settings: JSON {
        .record(
            ("isPaused", (state.isPaused && !state.phase.isFinal).json),
            ("pausedAgents", (state.phase.isFinal ? [] : state.pausedAgents).json),
            ("autonomy", state.autonomy.json), ("agentAutonomy", state.agentAutonomy.json),
            ("isUnattended", state.isUnattended.json), ("inputs", BoundedValue.json(state.inputs)),
            ("directory", state.directory.json), ("owner", owner?.json),
            (
                "cost",
                .record(
                    ("spent", state.cost.json), ("budget", state.playbook.budget?.json),
                    ("byAgent", state.agentCosts.json))
            ))
    }

    private var contents: JSON {
        .record(
            (
                "breakpoints",
                .array(
                    state.breakpoints.map { breakpoint in
                        .record(
                            ("step", breakpoint.step.json), ("level", breakpoint.level.json),
                            ("logOnly", breakpoint.logOnly.json))
                    })
            ), ("synthesis", SynthesisView(in: state)?.json),
            ("undoable", state.undoable.map(Self.undoJSON)), ("redoable", state.redoable.map(Self.undoJSON)),
            ("can", allowed.ofRun.json), ("upcoming", .array(state.upcomingAsks.map(Self.json))))
    }

    private static func json(_ ask: UpcomingAsk) -> JSON {
        .record(
            ("step", ask.step?.json), ("kind", ask.kind.json), ("about", ask.kind.about.json),
            ("text", ask.reasons.map(\.detail).joined(separator: " ").json))
    }

    private var counts: JSON {
        let tally = Dictionary(standings.map { ($0, 1) }, uniquingKeysWith: +)
        return .object(
            [JSONMember(name: "total", value: standings.count.json)]
                + StepStanding.allCases.map { standing in
                    JSONMember(name: standing.rawValue, value: (tally[standing] ?? 0).json)
                })
    }

    private var statusText: String {
        switch RunStatus(state) {
        case .proposed:
            state.isPlanRejected
                ? "The plan was rejected and waits to be edited"
                : state.openGates.isEmpty ? "Not started" : "Waits for your yes to begin"
        case .running: atWork ?? "Nothing works just now"
        case .waiting: [questions, atWork].compactMap(\.self).joined(separator: ", ")
        case .paused: ["Paused", questions].compactMap(\.self).joined(separator: ", ")
        case .stopping: "Stopping: \(state.stop?.reason ?? "")"
        case .concluding: "The result is put together"
        case .done: "Done"
        case .stopped: "Stopped" + (state.endReason.map { ": \($0)" } ?? "")
        case .damaged: "Damaged"
        case .failed: "Failed" + (state.endReason.map { ": \($0)" } ?? "")
        }
    }

    private static func undoJSON(_ record: UndoRecord) -> JSON {
        .record(
            ("label", record.label.json), ("revision", record.revision.json), ("by", record.by.name.json),
            ("byRole", record.by.role.json))
    }

    private var questions: String? {
        switch state.openGates.count {
        case 0: nil
        case 1: "1 question waits for you"
        case let count: "\(count) questions wait for you"
        }
    }

    private var atWork: String? {
        switch standings.count(where: { $0 == .running }) {
        case 0: state.compensations.isEmpty ? nil : "Effects are being undone"
        case 1: "1 step at work"
        case let count: "\(count) steps at work"
        }
    }
}

extension JSON {
    fileprivate static func + (left: JSON, right: JSON) -> JSON {
        .object(left.memberList + right.memberList)
    }
}
