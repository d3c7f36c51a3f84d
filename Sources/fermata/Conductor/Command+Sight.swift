import FermataCore

extension Command {
    /// The command with what a server wants named: what is taken back. An order on standard input that does
    /// not name it means what came last, as it does where this process decides.
    ///
    /// - Parameter state: The run as it is now.
    /// - Returns: the command, complete.
    /// - Throws: why there is nothing to take back, or that a rollback must be confirmed.
    func naming(_ state: @Sendable () async throws -> RunState) async throws -> Command {
        switch self {
        case .undo(nil):
            let state = try await state()
            guard let record = state.undoable else { throw Refusal.nothingToUndo(state.undoGap) }
            return .undo(record.revision)
        case .redo(nil):
            guard let record = try await state().redoable else { throw Refusal.nothingToRedo }
            return .redo(record.revision)
        case .rollBack(let step, let instructions, let accepting, preview: nil):
            // The rules say what is wrong with a step that there is not.
            let outlook = try await state().rollbackOutlook(of: step)
            guard let outlook, outlook.needsConfirmation else {
                return .rollBack(
                    step, instructions: instructions, accepting: accepting,
                    preview: outlook?.digest ?? Digest(of: .null))
            }
            throw Refusal.previewRequired(step, actual: outlook.digest)
        case .undo, .redo, .rollBack, .adopt, .advance, .expireGates, .report, .reportCompensation, .decide,
            .holdGate, .releaseGate, .editPlan, .redirect, .skip, .takeOver, .pause, .resume, .stop, .note,
            .addBreakpoint, .removeBreakpoint, .setAutonomy:
            return self
        }
    }
}
