public import FermataCore

/// One step that brings the payload of an event from a version to the one after it.
public struct Upcaster: Sendable {
    /// The name of the event.
    public let type: String
    /// The version that the step reads; it writes the next one.
    public let fromVersion: Int
    /// The step. It must be pure: the same stored payload gives the same result for all time.
    public let upcast: @Sendable (JSON) throws(JSONDecodingError) -> JSON

    /// Creates a step.
    public init(
        type: String, fromVersion: Int, upcast: @escaping @Sendable (JSON) throws(JSONDecodingError) -> JSON
    ) {
        self.type = type
        self.fromVersion = fromVersion
        self.upcast = upcast
    }
}

/// The events that this build knows, each with its newest version and the way there from every older one.
public struct EventCatalog: Sendable {
    /// Why an event of the log cannot be brought to its newest version.
    public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// No event of that name is known.
        case unknownType(String)
        /// The version is newer than this build knows, or below 1.
        case unknownVersion(type: String, version: Int, newest: Int)
        /// The payload is not what its version says.
        case unreadable(type: String, version: Int, detail: String)

        /// A sentence for people.
        public var description: String {
            switch self {
            case .unknownType(let type):
                "this version of Fermata knows no event \"\(type)\"; a newer one may"
            case .unknownVersion(let type, let version, let newest):
                "the event \"\(type)\" has version \(version); this version of Fermata knows 1 to \(newest)"
            case .unreadable(let type, let version, let detail):
                "the event \"\(type)\" is not of the form of its version \(version): \(detail)"
            }
        }
    }

    private struct Chain {
        /// The step from version n stands at n − 1.
        var steps: [@Sendable (JSON) throws(JSONDecodingError) -> JSON] = []
    }

    private var chains: [String: Chain] = [:]

    /// Creates a catalog.
    ///
    /// A name with the newest version 3 needs the steps from 1 and from 2, and no other: a gap is a
    /// programmer's error and ends the process when the catalog is made, not when an old log is met.
    /// - Parameters:
    ///   - newestVersions: The newest version of every event, from 1.
    ///   - upcasters: The steps, in any order.
    public init(newestVersions: [String: Int], upcasters: [Upcaster] = []) {
        for (type, newest) in newestVersions {
            let steps = upcasters.filter { $0.type == type }.sorted { $0.fromVersion < $1.fromVersion }
            precondition(
                steps.map(\.fromVersion) == Array(1..<max(newest, 1)),
                "The event \(type) needs exactly one step from each version before \(newest)")
            chains[type] = Chain(steps: steps.map(\.upcast))
        }
        for upcaster in upcasters {
            precondition(
                newestVersions[upcaster.type] != nil, "A step for the unknown event \(upcaster.type)")
        }
    }

    /// The record in the newest version of its form.
    public func upcast(_ record: EventRecord) throws(Problem) -> EventRecord {
        guard let chain = chains[record.type] else { throw .unknownType(record.type) }
        let newest = chain.steps.count + 1
        if record.version == newest { return record }
        guard (1..<newest).contains(record.version) else {
            throw .unknownVersion(type: record.type, version: record.version, newest: newest)
        }
        var upcast = record
        while upcast.version < newest {
            do {
                upcast.payload = try chain.steps[upcast.version - 1](upcast.payload)
            } catch {
                throw .unreadable(type: record.type, version: upcast.version, detail: error.description)
            }
            upcast.version += 1
        }
        return upcast
    }
}
