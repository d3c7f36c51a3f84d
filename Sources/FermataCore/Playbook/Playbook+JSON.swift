extension Playbook: JSONCodable {
    /// The playbook as JSON, as it stands in a run's first event.
    public var json: JSON {
        .record(
            ("name", name.json), ("description", description?.json),
            ("inputs", inputs.isEmpty ? nil : inputs.json), ("agents", agents.json),
            ("autonomy", autonomy.json),
            ("concurrency", concurrency.json), ("budget", budget?.json),
            ("gates", gates.json == .object([]) ? nil : gates.json),
            ("forbid", forbid.isEmpty ? nil : forbid.json),
            ("breakpoints", breakpoints.isEmpty ? nil : breakpoints.json), ("plan", plan.json),
            ("synthesis", synthesis?.json))
    }

    /// Reads a playbook.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            name: try json.field("name"), description: try json.optionalField("description"),
            inputs: try json.optionalField("inputs") ?? [], agents: try json.field("agents"),
            autonomy: try json.field("autonomy"), concurrency: try json.field("concurrency"),
            budget: try json.optionalField("budget"),
            gates: try json.optionalField("gates") ?? GateSettings(),
            forbid: try json.optionalField("forbid") ?? [],
            breakpoints: try json.optionalField("breakpoints") ?? [], plan: try json.field("plan"),
            synthesis: try json.optionalField("synthesis"))
    }
}

extension InputDeclaration: JSONCodable {
    /// The declaration as JSON.
    public var json: JSON {
        .record(
            ("name", name.json), ("type", kind.json), ("description", description?.json),
            ("default", defaultValue), ("options", options.isEmpty ? nil : options.json))
    }

    /// Reads a declaration.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            name: try json.field("name"), kind: try json.field("type"),
            description: try json.optionalField("description"), defaultValue: json["default"],
            options: try json.optionalField("options") ?? [])
    }
}

extension AgentDeclaration: JSONCodable {
    /// The declaration as JSON.
    public var json: JSON {
        .record(
            ("id", id.json), ("kind", kind.json), ("description", description?.json),
            ("shell", shell.isEmpty ? nil : shell.json), ("concurrency", concurrency?.json),
            ("autonomy", autonomy?.json))
    }

    /// Reads a declaration.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            id: try json.field("id"), kind: try json.field("kind"),
            description: try json.optionalField("description"), shell: try json.optionalField("shell") ?? [],
            concurrency: try json.optionalField("concurrency"), autonomy: try json.optionalField("autonomy"))
    }
}

extension SynthesisTemplate: JSONCodable {
    /// The template as JSON.
    public var json: JSON { parts.json }
    /// Reads a template.
    public init(json: JSON) throws(JSONDecodingError) { self.init(parts: try [Part](json: json)) }
}

extension SynthesisTemplate.Part: JSONCodable {
    /// The part as JSON.
    public var json: JSON { .record(("title", title.json), ("text", text.json)) }
    /// Reads a part.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(title: try json.field("title"), text: try json.field("text"))
    }
}
