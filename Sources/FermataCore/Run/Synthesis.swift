/// The final result of a run: parts that each name the steps they rest on.
public struct Synthesis: Hashable, Sendable, JSONCodable {
    /// One part.
    public struct Part: Hashable, Sendable, JSONCodable {
        /// The heading.
        public var title: String
        /// The text.
        public var text: String
        /// The steps whose outputs the text rests on.
        public var sources: [StepID]

        /// Creates a part.
        public init(title: String, text: String, sources: [StepID]) {
            self.title = title
            self.text = text
            self.sources = sources
        }

        /// The part as JSON.
        public var json: JSON {
            .record(("title", title.json), ("text", text.json), ("sources", sources.json))
        }

        /// Reads a part.
        public init(json: JSON) throws(JSONDecodingError) {
            self.init(
                title: try json.field("title"), text: try json.field("text"),
                sources: try json.optionalField("sources") ?? [])
        }
    }

    /// The parts in order; what was skipped or failed is the last one.
    public var parts: [Part]
    /// Whether a person changed it.
    public var isEdited: Bool

    /// Creates a synthesis.
    public init(parts: [Part], isEdited: Bool = false) {
        self.parts = parts
        self.isEdited = isEdited
    }

    /// The synthesis as JSON.
    public var json: JSON { .record(("parts", parts.json), ("edited", isEdited ? true : nil)) }

    /// Reads a synthesis.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(parts: try json.field("parts"), isEdited: try json.optionalField("edited") ?? false)
    }
}
