import FermataCore

/// What every version must fold from a log alike, however else its states look: where the run, its steps and
/// its gates stand, what came of them and what they cost.
enum StateProjection {
    /// Of a state that this version folded.
    static func of(_ state: RunState) -> JSON {
        .record(
            ("id", state.id.json), ("title", state.title.json), ("phase", state.phase.json),
            ("revision", state.revision.json), ("planRevision", .integer(Int64(state.plan.revision))),
            ("isPaused", state.isPaused.json), ("autonomy", state.autonomy.json),
            ("steps", .array(state.steps.map(of))), ("gates", .array(state.gates.map(of))),
            ("cost", state.cost.json), ("agentCosts", state.agentCosts.json),
            ("synthesis", state.synthesis?.json), ("stop", state.stop?.reason.json),
            ("endReason", state.endReason?.json), ("createdAt", state.createdAt.json),
            ("updatedAt", state.updatedAt.json))
    }

    private static func of(_ step: StepState) -> JSON {
        .record(
            ("id", step.id.json), ("phase", step.phase.json), ("outputs", step.outputs),
            ("reason", step.reason?.json), ("attempts", .array(step.attempts.map(of))))
    }

    private static func of(_ attempt: Attempt) -> JSON {
        .record(
            ("number", .integer(Int64(attempt.number))), ("invocation", .integer(Int64(attempt.invocation))),
            ("status", attempt.status.json), ("startedAt", attempt.startedAt.json))
    }

    private static func of(_ gate: Gate) -> JSON {
        let status: JSON =
            switch gate.status {
            case .open: "open"
            case .decided(let verdict, let actor, _): .array([verdict.json, actor.name.json])
            case .expired(let outcome, _): outcome.json
            case .withdrawn(let reason, _): reason.json
            }
        return .record(
            ("gate", gate.id.json), ("kind", gate.kind.json), ("step", gate.step?.json),
            ("openedAt", gate.openedAt.json), ("status", status))
    }
}

extension StateProjection {
    /// Of a state as version 1 wrote it down.
    static func ofVersion1(_ state: JSON) throws -> JSON {
        .record(
            ("id", state["id"]), ("title", state["title"]), ("phase", state["phase"]),
            ("revision", state["revision"]), ("planRevision", state["plan"]?["revision"]),
            ("isPaused", state["isPaused"]), ("autonomy", state["autonomy"]),
            ("steps", .array(try items("steps", of: state).map(stepOfVersion1))),
            ("gates", .array(try items("gates", of: state).map(gateOfVersion1))),
            ("cost", state["cost"]), ("agentCosts", state["agentCosts"]),
            ("synthesis", state["synthesis"]), ("stop", state["stop"]?["reason"]),
            ("endReason", state["endReason"]), ("createdAt", state["createdAt"]),
            ("updatedAt", state["updatedAt"]))
    }

    private static func items(_ name: String, of state: JSON) throws -> [JSON] { try state.field(name) }

    private static func stepOfVersion1(_ step: JSON) throws -> JSON {
        .record(
            ("id", step["id"]), ("phase", step["phase"]), ("outputs", step["outputs"]),
            ("reason", step["reason"]),
            (
                "attempts",
                .array(
                    try items("attempts", of: step).map { attempt in
                        .record(
                            ("number", attempt["number"]), ("invocation", attempt["invocation"]),
                            ("status", attempt["status"]), ("startedAt", attempt["startedAt"]))
                    })
            ))
    }

    private static func gateOfVersion1(_ gate: JSON) throws -> JSON {
        let status = gate["status"]
        let short: JSON =
            if let verdict = status?["decided"] {
                .array([verdict, try status?["by"].map(Actor.init(json:))?.name.json ?? .null])
            } else {
                status?["expired"] ?? status?["withdrawn"] ?? "open"
            }
        return .record(
            ("gate", gate["gate"]), ("kind", gate["kind"]), ("step", gate["step"]),
            ("openedAt", gate["openedAt"]), ("status", short))
    }
}
