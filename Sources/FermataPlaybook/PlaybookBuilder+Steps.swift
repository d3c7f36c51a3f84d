import FermataCore

extension PlaybookBuilder {
    /// Reads one step. Where the agent cannot be known, the first one stands in and the mistake is reported.
    mutating func step(named name: String, from json: JSON, agents: [AgentDeclaration]) -> PlanStep? {
        guard let id = StepID(name) else { return nil }
        let path = "/steps/\(name)"
        guard let agent = agent(of: json, among: agents, path: path) else { return nil }
        needs[id] = json.items("needs").compactMap(\.stringValue)
        return PlanStep(
            id: id, name: json["name"]?.stringValue, agent: agent,
            needs: json.items("needs").compactMap(\.stringValue).compactMap { StepID($0) },
            run: json["run"]?.stringValue, with: json["with"] ?? .object([]), env: json["env"] ?? .object([]),
            effect: json.word("effect") ?? .none, impact: json.word("impact") ?? .low,
            undo: json["undo"]?.stringValue, approval: json.word("approval") ?? .policy,
            timeoutSeconds: json.integer("timeout"), retries: json.integer("retries") ?? 0,
            isIdempotent: json["idempotent"] == true,
            onFailure: json.word("onFailure") ?? .ask)
    }

    private mutating func agent(of json: JSON, among agents: [AgentDeclaration], path: String) -> AgentID? {
        if let name = json["agent"]?.stringValue { return AgentID(name) }
        let commands = agents.filter { $0.kind == .command }
        if commands.count == 1 { return commands.first?.id }
        if !isSpoilt("\(path)/agent"), !isSpoilt("/agents"), !agents.isEmpty {
            let known = agents.map { "`\($0.id)`" }.joined(separator: ", ")
            let position = reader.keys[path] ?? .start
            reader.report("the step needs an `agent`: one of \(known)", at: position, path: "\(path)/agent")
        }
        return agents.first?.id
    }

    /// Whether something at the path, above it or under it has been reported.
    func isSpoilt(_ path: String) -> Bool {
        var ancestor = path[...]
        while true {
            if reader.spoilt.contains(String(ancestor)) { return true }
            guard let slash = ancestor.lastIndex(of: "/"), slash > ancestor.startIndex else { return false }
            ancestor = ancestor[..<slash]
        }
    }

    /// Adds a mistake at a value, or at its key.
    mutating func report(_ message: String, at path: String, onKey: Bool = false) {
        let position = (onKey ? reader.keys[path] : nil) ?? reader.values[path] ?? reader.keys[path] ?? .start
        reader.report(message, at: position, path: path)
    }
}

extension JSON {
    /// The members of an object that is a member; none when it is absent.
    func members(_ name: String) -> [JSONMember] {
        if case .object(let members) = self[name] { members } else { [] }
    }

    /// The items of an array that is a member; none when it is absent.
    func items(_ name: String) -> [JSON] {
        if case .array(let items) = self[name] { items } else { [] }
    }

    /// A whole number that is a member.
    func integer(_ name: String) -> Int? {
        if case .integer(let number) = self[name] { Int(number) } else { nil }
    }

    /// A number that is a member.
    func amount(_ name: String) -> Double? {
        if case .number(let number) = self[name] { number } else { nil }
    }

    /// A word of a closed set that is a member.
    func word<Word: RawRepresentable>(_ name: String) -> Word? where Word.RawValue == String {
        self[name]?.stringValue.flatMap { Word(rawValue: $0) }
    }
}

extension GateDefault {
    /// Reads the normal form that the shape has let pass.
    init?(normalForm json: JSON) {
        switch json {
        case "approve": self = .approve
        case "reject": self = .reject
        case "skip": self = .skip
        case "stop": self = .stop
        default:
            guard let answer = json["answer"]?.stringValue else { return nil }
            self = .answer(answer)
        }
    }
}
