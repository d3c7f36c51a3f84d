import FermataCore

/// What a supervisor tells the engine before it ends, as one JSON line on the socket that is its standard
/// input.
///
/// The command itself never holds that socket, so it cannot forge a report.
enum SupervisionReport: Hashable, Sendable {
    /// The command ran and has ended, and so has every process it started.
    case ended(CommandStatus, cause: EndCause)
    /// Nothing was started, because the owner's lock is held by somebody else or cannot be opened.
    case ownerLost(reason: String)
    /// Nothing was started, because the program could not be.
    case notStarted(errorNumber: Int32)
    /// The command was started, and no process of it is left, but how it ended was not seen.
    case commandLost
    /// Nothing was started, because the supervisor could not set itself up.
    case setupFailed(reason: String)

    /// Why a command ended.
    enum EndCause: String, CaseIterable, Sendable, JSONCodable {
        /// It ended by itself.
        case itself
        /// Its time was up.
        case timeLimit
        /// The engine asked for it.
        case order
        /// The engine is gone.
        case engineGone
    }

    var json: JSON {
        switch self {
        case .ended(let status, let cause):
            .record(("ended", status.json), ("cause", cause.json))
        case .ownerLost(let reason): .record(("ownerLost", reason.json))
        case .notStarted(let errorNumber): .record(("notStarted", Int(errorNumber).json))
        case .commandLost: .record(("commandLost", true))
        case .setupFailed(let reason): .record(("setupFailed", reason.json))
        }
    }

    init(json: JSON) throws(JSONDecodingError) {
        if let status: CommandStatus = try json.optionalField("ended") {
            self = .ended(status, cause: try json.field("cause"))
        } else if let reason: String = try json.optionalField("ownerLost") {
            self = .ownerLost(reason: reason)
        } else if let errorNumber: Int = try json.optionalField("notStarted") {
            self = .notStarted(errorNumber: Int32(clamping: errorNumber))
        } else if json["commandLost"] == true {
            self = .commandLost
        } else {
            self = .setupFailed(reason: try json.field("setupFailed"))
        }
    }
}

/// How a command ended.
enum CommandStatus: Hashable, Sendable, JSONCodable {
    /// With this exit code, 0…255.
    case exited(code: Int)
    /// By this signal.
    case signalled(number: Int)

    var json: JSON {
        switch self {
        case .exited(let code): .record(("exited", code.json))
        case .signalled(let number): .record(("signalled", number.json))
        }
    }

    init(json: JSON) throws(JSONDecodingError) {
        if let code: Int = try json.optionalField("exited") {
            self = .exited(code: code)
        } else {
            self = .signalled(number: try json.field("signalled"))
        }
    }

    /// Reads the status word of `waitpid`.
    init(waitStatus: Int32) {
        let signal = Int(waitStatus & 0x7f)
        self = signal == 0 ? .exited(code: Int((waitStatus >> 8) & 0xff)) : .signalled(number: signal)
    }
}
