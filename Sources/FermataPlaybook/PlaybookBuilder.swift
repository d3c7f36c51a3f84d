import FermataCore

/// Makes a playbook of a document that has the right shape, and finds the mistakes no shape can express.
struct PlaybookBuilder {
    var reader: ShapeReader
    /// What each step needs, item by item as it stands in the file.
    var needs: [StepID: [String]] = [:]

    init(source: SourceText) {
        reader = ShapeReader(source: source)
    }

    /// Reads a whole playbook.
    mutating func playbook(from root: DocumentNode) throws(PlaybookError) -> Playbook {
        guard let document = reader.read(root, as: .record(.playbook), path: "") else {
            throw PlaybookError(reader.findings, in: reader.source)
        }
        let inputs = document.members("inputs").compactMap { input(named: $0.name, from: $0.value) }
        checkInputVariables(inputs)
        let agents = agents(from: document)
        let steps = document.members("steps").compactMap {
            step(named: $0.name, from: $0.value, agents: agents)
        }
        let playbook = Playbook(
            name: document["name"]?.stringValue ?? "", description: document["description"]?.stringValue,
            inputs: inputs, agents: agents, autonomy: document.word("autonomy") ?? .guided,
            concurrency: document.integer("concurrency") ?? 4, budget: document.amount("budget"),
            gates: gates(from: document["gates"]), forbid: forbidRules(from: document, agents: agents),
            breakpoints: breakpoints(from: document),
            plan: Plan(steps: steps), synthesis: synthesis(from: document))
        try finish(playbook.plan, in: playbook)
        return playbook
    }

    private mutating func input(named name: String, from json: JSON) -> InputDeclaration? {
        let path = "/inputs/\(name)"
        let kind: InputDeclaration.Kind = json.word("type") ?? .string
        let options = json.items("options").compactMap(\.stringValue)
        var declaration = InputDeclaration(
            name: name, kind: kind, description: json["description"]?.stringValue,
            defaultValue: json["default"],
            options: options)
        if kind == .choice, options.isEmpty, !isSpoilt("\(path)/options") {
            report("a choice needs `options`, the values it may have", at: "\(path)/type")
        } else if kind != .choice, !options.isEmpty, !isSpoilt("\(path)/type") {
            report("`options` belongs to inputs of type choice", at: "\(path)/options", onKey: true)
        }
        for (index, option) in options.enumerated() where options[..<index].contains(option) {
            report("the option `\(bounded(option))` is given twice", at: "\(path)/options/\(index)")
        }
        let required = json["required"]
        if let value = json["default"], value != .null {
            if required == true {
                report(
                    "an input with a default is never required: leave one of them out",
                    at: "\(path)/required", onKey: true)
            }
            switch declaration.value(from: value) {
            case .success(let value): declaration.defaultValue = value
            case .failure(let problem):
                if !isSpoilt(path) {
                    report("the default does not fit: \(problem.message)", at: "\(path)/default")
                }
            }
        } else if required == false {
            declaration.defaultValue = .null
        } else if json["default"] == .null {
            report(
                "a default is missing here; for an input that may be empty write `required: false`",
                at: "\(path)/default", onKey: true)
        }
        return declaration
    }

    private mutating func checkInputVariables(_ inputs: [InputDeclaration]) {
        var owners: [String: String] = [:]
        for input in inputs {
            if let other = owners[input.variable] {
                report(
                    "`\(input.name)` and `\(other)` would both be the variable \(input.variable): rename one",
                    at: "/inputs/\(input.name)", onKey: true)
            }
            owners[input.variable] = input.name
        }
    }

    private mutating func agents(from document: JSON) -> [AgentDeclaration] {
        guard document["agents"] != nil || reader.keys["/agents"] != nil else {
            return AgentID("shell").map { [AgentDeclaration(id: $0, kind: .command)] } ?? []
        }
        return document.members("agents").compactMap { member in
            guard let id = AgentID(member.name) else { return nil }
            let json = member.value
            let kind: AgentDeclaration.Kind = json.word("kind") ?? .command
            if kind != .command, json["shell"] != nil {
                report(
                    "`shell` belongs to agents of kind command", at: "/agents/\(member.name)/shell",
                    onKey: true)
            }
            return AgentDeclaration(
                id: id, kind: kind, description: json["description"]?.stringValue,
                shell: json.items("shell").compactMap(\.stringValue),
                concurrency: json.integer("concurrency"),
                autonomy: json.word("autonomy"))
        }
    }

    private mutating func gates(from json: JSON?) -> GateSettings {
        var settings = GateSettings()
        for kind in GateKind.allCases {
            guard let value = json?[kind.rawValue] else { continue }
            let path = "/gates/\(kind.rawValue)"
            if case .bool(let isOn) = value {
                settings[kind] = GateSetting(isOn: isOn)
                if !isOn, !kind.mayBeOff { reportOff(kind, at: path) }
                continue
            }
            let isOn: Bool? = if case .bool(let value) = value["on"] { value } else { nil }
            let setting = GateSetting(
                isOn: isOn, timeoutSeconds: value.integer("timeout"),
                onTimeout: value["onTimeout"].flatMap(GateDefault.init(normalForm:)))
            settings[kind] = setting
            if isOn == false, !kind.mayBeOff { reportOff(kind, at: "\(path)/on") }
            if isOn == false, setting.timeoutSeconds != nil {
                report(
                    "a gate that is off never waits: leave `timeout` and `onTimeout` out", at: "\(path)/on",
                    onKey: true)
            }
        }
        return settings
    }

    private mutating func reportOff(_ kind: GateKind, at path: String) {
        let instead =
            switch kind {
            case .beforeCriticalAction: "run it at a higher level of autonomy, or leave the line out"
            case .breakpoint: "remove the breakpoints, give them a level, or mark them `logOnly`"
            case .recovery, .beforeStart, .afterPlanning, .reviewResult, .beforeCompletion, .question:
                "leave the line out"
            }
        report("`\(kind.rawValue)` cannot be off, because nothing takes it away: \(instead)", at: path)
    }

    /// A rule about an agent that there is not would forbid nothing, and nobody would notice.
    private mutating func forbidRules(from document: JSON, agents: [AgentDeclaration]) -> [ForbidRule] {
        document.items("forbid").enumerated().compactMap { index, item in
            let rule = ForbidRule(
                agent: item["agent"]?.stringValue.flatMap { AgentID($0) }, effect: item.word("effect"),
                impact: item.word("impact"), reason: item["reason"]?.stringValue ?? "")
            if rule.agent == nil, rule.effect == nil, rule.impact == nil, !isSpoilt("/forbid/\(index)") {
                report("a rule needs `agent`, `effect` or `impact`", at: "/forbid/\(index)")
            }
            if let agent = rule.agent, !agents.contains(where: { $0.id == agent }), !isSpoilt("/agents") {
                let nearest = NearestSpelling.nearest(to: agent.rawValue, among: agents.map(\.id.rawValue))
                let meant = nearest.map { "; did you mean `\($0)`?" } ?? ""
                report("there is no agent `\(agent)`\(meant)", at: "/forbid/\(index)/agent")
            }
            return rule
        }
    }

    private mutating func breakpoints(from document: JSON) -> [Breakpoint] {
        document.items("breakpoints").compactMap { item in
            guard let name = item.stringValue ?? item["step"]?.stringValue, let step = StepID(name) else {
                return nil
            }
            return Breakpoint(
                step: step, level: item.word("level") ?? .always, logOnly: item["logOnly"] == true)
        }
    }

    private mutating func synthesis(from document: JSON) -> SynthesisTemplate? {
        guard document["synthesis"] != nil else { return nil }
        return SynthesisTemplate(
            parts: document.items("synthesis").map { part in
                SynthesisTemplate.Part(
                    title: part["title"]?.stringValue ?? "", text: part["text"]?.stringValue ?? "")
            })
    }
}
