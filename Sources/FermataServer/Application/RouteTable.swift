import HTTPTypes
import Synchronization

/// The addresses that routes take, so that a wrong method is told apart from a wrong address.
final class RouteTable: Sendable {
    private struct Entry: Sendable {
        var parts: [Substring]
        var methods: [HTTPRequest.Method]
    }

    private let entries = Mutex<[Entry]>([])

    /// Takes in the routes, once all are there.
    func fill(from routes: [(method: HTTPRequest.Method, path: String)]) {
        let byPath = Dictionary(grouping: routes, by: \.path)
        let filled = byPath.map { path, routes in
            Entry(parts: path.split(separator: "/"), methods: routes.map(\.method))
        }
        entries.withLock { $0 = filled }
    }

    /// The methods that an address takes; none when there is no such address.
    func methods(at path: String) -> [String] {
        let parts = path.split(separator: "/")
        let entry = entries.withLock { entries in
            entries.first { entry in
                entry.parts.count == parts.count
                    && zip(entry.parts, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
            }
        }
        return (entry?.methods ?? []).map(\.rawValue).sorted()
    }
}
