/// What a gate asks about.
public enum GateKind: String, CaseIterable, Sendable, JSONCodable {
    /// May planning begin?
    case beforeStart
    /// Is this the plan?
    case afterPlanning
    /// May this step do what it is about to do?
    case beforeCriticalAction
    /// Is this result good enough, or what now that the step has failed?
    case reviewResult
    /// Is this the synthesis?
    case beforeCompletion
    /// The run has reached a breakpoint.
    case breakpoint
    /// An agent asks.
    case question
    /// A step's end is unknown after a crash: did it happen?
    case recovery

    /// Whether a playbook may turn it off. What is `off` takes away what the level of autonomy adds at
    /// milestones and reviews of results; agents may be kept from asking. Nothing else is ever taken away.
    public var mayBeOff: Bool {
        switch self {
        case .beforeStart, .afterPlanning, .reviewResult, .beforeCompletion, .question: true
        case .beforeCriticalAction, .breakpoint, .recovery: false
        }
    }
}

/// What a gate does when its deadline passes without a verdict.
public enum GateDefault: Hashable, Sendable {
    /// As if approved.
    case approve
    /// As if rejected.
    case reject
    /// The step is skipped.
    case skip
    /// The run is stopped.
    case stop
    /// The question is answered with this text.
    case answer(String)

    /// The word for it in a playbook.
    public var word: String {
        switch self {
        case .approve: "approve"
        case .reject: "reject"
        case .skip: "skip"
        case .stop: "stop"
        case .answer: "answer"
        }
    }
}

extension GateDefault: JSONCodable {
    /// A word, or an object with the answer.
    public var json: JSON {
        switch self {
        case .approve, .reject, .skip, .stop: .string(word)
        case .answer(let text): .record(("answer", text.json))
        }
    }

    /// Reads a default.
    public init(json: JSON) throws(JSONDecodingError) {
        switch json {
        case "approve": self = .approve
        case "reject": self = .reject
        case "skip": self = .skip
        case "stop": self = .stop
        default:
            guard case .object = json else {
                throw JSONDecodingError(problem: "approve, reject, skip, stop or {answer: TEXT} was expected")
            }
            self = .answer(try json.field("answer"))
        }
    }
}

/// How gates of one kind behave in a run.
public struct GateSetting: Hashable, Sendable {
    /// `true` always asks, `nil` leaves it to the level of autonomy, `false` takes away what that level adds.
    public var isOn: Bool?
    /// Seconds until the default is taken. Always declared together with `onTimeout`; without them the gate
    /// waits for as long as it takes.
    public var timeoutSeconds: Int?
    /// The default that is taken then.
    public var onTimeout: GateDefault?

    /// Creates a setting.
    public init(isOn: Bool? = nil, timeoutSeconds: Int? = nil, onTimeout: GateDefault? = nil) {
        self.isOn = isOn
        self.timeoutSeconds = timeoutSeconds
        self.onTimeout = onTimeout
    }
}

extension GateSetting: JSONCodable {
    /// The setting as JSON.
    public var json: JSON {
        .record(("on", isOn?.json), ("timeoutSeconds", timeoutSeconds?.json), ("onTimeout", onTimeout?.json))
    }

    /// Reads a setting.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            isOn: try json.optionalField("on"), timeoutSeconds: try json.optionalField("timeoutSeconds"),
            onTimeout: try json.optionalField("onTimeout"))
    }
}

/// How the gates of a playbook behave, kind by kind.
public struct GateSettings: Hashable, Sendable {
    private var settings: [GateKind: GateSetting] = [:]

    /// Creates settings in which every kind is left to the level of autonomy and waits forever.
    public init() {}

    /// The setting of one kind.
    public subscript(kind: GateKind) -> GateSetting {
        get { settings[kind] ?? GateSetting() }
        set { settings[kind] = newValue == GateSetting() ? nil : newValue }
    }

    /// The defaults that make sense for a kind of gate.
    public static func allowedDefaults(for kind: GateKind) -> [String] {
        switch kind {
        case .beforeStart, .afterPlanning, .beforeCompletion: ["approve", "stop"]
        case .beforeCriticalAction, .breakpoint: ["approve", "skip", "stop"]
        case .reviewResult: ["approve", "reject", "skip", "stop"]
        case .question: ["answer", "skip", "stop"]
        case .recovery: ["skip", "stop"]
        }
    }
}

extension GateSettings: JSONCodable {
    /// The kinds that are set, in the order of their declaration.
    public var json: JSON {
        .object(
            GateKind.allCases.compactMap { kind in
                settings[kind].map { JSONMember(name: kind.rawValue, value: $0.json) }
            })
    }

    /// Reads settings.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init()
        for kind in GateKind.allCases {
            if let setting = try json.optionalField(kind.rawValue, as: GateSetting.self) {
                self[kind] = setting
            }
        }
    }
}
