/// A shape whose fields are read from values of a type of the host.
///
/// ```swift
/// let steps = RecordShape<Step>("step", [
///     .init("uncertainty", .double) { .double($0.uncertainty) },
///     .init("reason", .string) { step in step.reason.map { .string($0) } },
/// ])
/// environment.declare("step", .record(steps.shape))
/// let value = steps.record(of: step)
/// ```
public struct RecordShape<Root: Sendable>: Sendable {
    /// A field with what reads it; nil means that it is not set.
    public struct Field: Sendable {
        let name: String
        let type: ValueType
        let read: @Sendable (Root) -> Value?

        /// A field of that name and type.
        public init(_ name: String, _ type: ValueType, read: @escaping @Sendable (Root) -> Value?) {
            self.name = name
            self.type = type
            self.read = read
        }
    }

    /// The shape to declare.
    public let shape: Shape
    private let readers: [@Sendable (Root) -> Value?]

    /// A shape of that name with those fields.
    public init(_ name: String, _ fields: [Field]) {
        shape = Shape(name, fields.map { Shape.Field($0.name, $0.type) })
        readers = fields.map(\.read)
    }

    /// The value that shows `root` to expressions. It holds `root` and reads nothing yet.
    public func record(of root: Root) -> Value {
        .record(ReadRecord(shape: shape, readers: readers, root: root))
    }
}

/// A record that reads its fields with closures.
private final class ReadRecord<Root: Sendable>: Record {
    let shape: Shape
    private let readers: [@Sendable (Root) -> Value?]
    private let root: Root

    init(shape: Shape, readers: [@Sendable (Root) -> Value?], root: Root) {
        self.shape = shape
        self.readers = readers
        self.root = root
    }

    func value(at slot: Int) throws(EvaluationError) -> Value? {
        readers.indices.contains(slot) ? readers[slot](root) : nil
    }
}
