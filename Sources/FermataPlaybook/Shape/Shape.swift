/// What a value in a playbook may look like. The parser, the JSON Schema and the reference are all derived
/// from one table of shapes, so that they cannot disagree.
indirect enum Shape: Sendable {
    /// Any scalar, taken as the text that stands there.
    case text(allowsEmpty: Bool)
    /// A name of a step, agent or input.
    case name
    /// One of these words.
    case word([String])
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// A number not below zero.
    case amount
    /// `true` or `false`.
    case boolean
    /// `on` or `off`, which YAML 1.1 and editors may read as `true` and `false`.
    case switching
    /// Seconds, or a text like `1h30m`.
    case duration
    /// Any scalar, as it is written, or nothing.
    case written
    /// Anything at all.
    case anything
    /// Items of one shape. A single item may stand alone where `allowsSingle` is set.
    case list(of: Shape, allowsSingle: Bool)
    /// A mapping with known keys.
    case record(RecordShape)
    /// A mapping whose keys the author chooses.
    case map(keys: KeyShape, values: Shape)
    /// A scalar of one shape, or a mapping with known keys.
    case either(scalar: Shape, record: RecordShape)
}

/// The keys an author may choose.
enum KeyShape: Sendable {
    /// Names of steps, agents and inputs.
    case name
    /// Names of environment variables.
    case variable
    /// Any text.
    case anything
}

/// A mapping with known keys.
struct RecordShape: Sendable {
    /// What the mapping is, with its article, for messages: `a step`.
    let title: String
    /// The keys, in the order of the reference.
    let fields: [FieldShape]
    /// Whether a mapping without any key means something.
    var mayBeEmpty = true

    func field(_ name: String) -> FieldShape? { fields.first { $0.name == name } }
}

/// One known key.
struct FieldShape: Sendable {
    let name: String
    let shape: Shape
    /// Whether a mapping without it is refused.
    let isRequired: Bool
    /// The default in words, for the reference and the schema; `nil` when the key is required or absent
    /// means none.
    let standard: String?
    /// One sentence about it.
    let summary: String
    /// Whether a list or mapping without any item means something.
    var mayBeEmpty = true
    /// A key that must stand beside this one, and what it says.
    var companion: Companion?

    /// Another key, and what it says.
    struct Companion: Sendable {
        let name: String
        let meaning: String
    }

    init(_ name: String, _ shape: Shape, isRequired: Bool = false, standard: String? = nil, _ summary: String)
    {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
        self.standard = standard
        self.summary = summary
    }

    /// The same key, whose list or mapping must have an item.
    func notEmpty() -> FieldShape {
        var copy = self
        copy.mayBeEmpty = false
        return copy
    }

    /// The same key, which is refused without another one.
    func together(with name: String, meaning: String) -> FieldShape {
        var copy = self
        copy.companion = Companion(name: name, meaning: meaning)
        return copy
    }
}
