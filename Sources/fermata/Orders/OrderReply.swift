import FermataCore

/// What a program is told about its order.
enum OrderReply {
    /// It was decided, and the run is at this revision.
    static func accepted(_ id: JSON?, at revision: Revision) -> JSON {
        .record(("accepted", .record(("id", id), ("revision", revision.json))))
    }

    /// It was not, and nothing has changed.
    static func refused(_ id: JSON?, _ failure: CommandFailure) -> JSON {
        .record(
            (
                "refused",
                .record(
                    ("id", id), ("code", (failure.code ?? "error").json), ("message", failure.message.json))
            ))
    }
}
