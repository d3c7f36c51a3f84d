import FermataCore

/// The result of a run, part by part, with who wrote what is no longer as it was drafted.
struct SynthesisView {
    private let synthesis: Synthesis
    /// What was drafted, and who changed it, when a person did.
    private let edit: (drafted: Synthesis, editor: String)?

    /// The result of a run; `nil` while there is none.
    init?(in state: RunState) {
        guard let synthesis = state.synthesis else { return nil }
        self.synthesis = synthesis
        edit = synthesis.isEdited ? Self.edit(in: state) : nil
    }

    private static func edit(in state: RunState) -> (Synthesis, String)? {
        for gate in state.gates.reversed() {
            if case .synthesis(let drafted) = gate.subject,
                case .decided(.approveEdited, let actor, _) = gate.status
            {
                return (drafted, actor.name)
            }
        }
        return nil
    }

    var json: JSON {
        let drafted = Set(edit?.drafted.parts ?? [])
        return .record(
            (
                "parts",
                .array(
                    synthesis.parts.map { part in
                        .record(
                            ("title", BoundedValue.text(part.title).json),
                            ("text", BoundedValue.json(part.text)), ("sources", part.sources.json),
                            ("editedBy", drafted.contains(part) ? nil : edit?.editor.json))
                    })
            ))
    }
}
