import FermataAPI
import FermataCore

extension RunSummary {
    /// A line of `runs --json`.
    var json: JSON {
        .record(
            ("run", run.json), ("title", title.json), ("phase", phase.json),
            ("isPaused", (isPaused && !phase.isFinal).json),
            ("endedSteps", endedStepCount.json), ("steps", stepCount.json), ("openGates", openGateCount.json),
            ("cost", cost.json), ("createdAt", createdAt.json), ("updatedAt", updatedAt.json),
            ("damage", damage?.json))
    }
}

extension GateSummary {
    /// A line of `inbox --json`.
    var json: JSON {
        .record(
            ("gate", "\(GateText.reference(run, gate))".json), ("run", run.json), ("number", gate.json),
            ("kind", kind.json), ("step", step?.json), ("title", title.json), ("openedAt", openedAt.json),
            ("deadline", deadline?.json), ("onTimeout", onTimeout?.json), ("digest", digest.json))
    }
}
