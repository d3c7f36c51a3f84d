import FermataCore
import HTTPTypes
import Hummingbird

/// What tells one order of one person from all others, and from a repeat of itself.
///
/// The log carries it: the events of an order have its name as their command. So a repeat is recognised as
/// long as the run exists, also after a restart and by another server on the same journal, and what is told
/// then is what the log says has happened.
struct OrderKey: Hashable, Sendable {
    /// The longest key, in bytes.
    static let maximumByteCount = 200
    /// How names of commands that carry a key begin.
    private static let prefix = "key."
    /// Characters of a digest that names carry: 96 bits, far more than all orders of a run need.
    private static let digestLength = 24

    /// Of the person and the key.
    let key: String
    /// Of what was ordered.
    let order: String

    /// The key of a request; `nil` when it has none.
    init?(_ request: Request, body: [UInt8], by person: Person) throws(RequestRefusal) {
        guard let name = HTTPField.Name("Idempotency-Key"), let text = request.headers[name] else {
            return nil
        }
        guard (1...Self.maximumByteCount).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .invalidKey }
        key = Self.short(.array([person.name.json, text.json]))
        order = Self.short(
            .array([
                request.method.rawValue.json, request.uri.description.json, Digest(of: body).json,
            ]))
    }

    /// Reads the name of a command; `nil` when it carries no key.
    init?(command: String) {
        let parts = command.split(separator: ".")
        guard command.hasPrefix(Self.prefix), parts.count == 3 else { return nil }
        key = String(parts[1])
        order = String(parts[2])
    }

    /// What the log calls the command.
    var commandName: String { "\(Self.prefix)\(key).\(order)" }

    private static func short(_ json: JSON) -> String {
        String(Digest(of: json).hexadecimal.prefix(digestLength))
    }
}
