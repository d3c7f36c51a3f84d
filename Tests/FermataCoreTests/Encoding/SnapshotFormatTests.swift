import Testing

@testable import FermataCore

@Suite("The form of snapshots")
struct SnapshotFormatTests {
    private static let stride = 23
    private let specimen = StateSpecimen.state

    @Test("The specimen has everything: no optional value is missing and no list is empty")
    func specimenIsWhole() {
        var missing: Set<String> = []
        Self.collectMissing(in: specimen, at: "state", into: &missing)
        #expect(missing.sorted() == [])
    }

    @Test("Any member that gets another name or is of another kind makes another form")
    func changedMembers() {
        let json = specimen.json
        let format = RunState.format(of: json)
        #expect(format == RunState.snapshotFormat)
        #expect(format > 0)
        // Each place costs the whole shape, so every run looks at others of them.
        let first = Int.random(in: 0..<Self.stride)
        print("Changed members: every \(Self.stride)th from \(first)")
        var places = 0
        Self.forEachChange(of: json) { changed in
            places += 1
            guard places % Self.stride == first else { return }
            #expect(RunState.format(of: changed) != format)
        }
        #expect(places > 300)
    }

    @Test("Other values of the same kind are the same form")
    func changedValues() {
        var other = specimen
        other.title = "Another"
        other.cost = 0.25
        #expect(RunState.format(of: other.json) == RunState.snapshotFormat)
    }

    @Test("The specimen is read back as it was")
    func roundTrip() throws {
        #expect(throws: JSONDecodingError.self) { try RunState(json: specimen.json) }
        var whole = specimen
        whole.steps = Array(specimen.steps.prefix(1))
        #expect(try RunState(json: JSON(parsing: whole.json.encodedBytes())).json == whole.json)
    }

    private static func collectMissing(in value: Any, at path: String, into missing: inout Set<String>) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            guard let content = mirror.children.first else {
                missing.insert(path)
                return
            }
            collectMissing(in: content.value, at: path, into: &missing)
        case .collection, .set, .dictionary:
            if mirror.children.isEmpty { missing.insert(path) }
            for child in mirror.children { collectMissing(in: child.value, at: path + "[]", into: &missing) }
        case .struct, .tuple, .enum, .class, .foreignReference, nil:
            // Free JSON, the numbers of a graph and bytes are values, however they are kept.
            if value is JSON || value is PlanGraph || value is Digest || value is String { return }
            for child in mirror.children {
                collectMissing(in: child.value, at: "\(path).\(child.label ?? "")", into: &missing)
            }
        @unknown default: break
        }
    }

    /// Every value that differs from the given one in a single member: it has another name, or is of another
    /// kind.
    private static func forEachChange(of json: JSON, _ body: (JSON) -> Void) {
        switch json {
        case .object(let members):
            for (index, member) in members.enumerated() {
                var renamed = members
                renamed[index].name += "Renamed"
                body(.object(renamed))
                var retyped = members
                retyped[index].value = member.value == .bool(true) ? .null : .array([.bool(true), .null])
                body(.object(retyped))
                forEachChange(of: member.value) { changed in
                    var copy = members
                    copy[index].value = changed
                    body(.object(copy))
                }
            }
        case .array(let items):
            for (index, item) in items.enumerated() {
                forEachChange(of: item) { changed in
                    var copy = items
                    copy[index] = changed
                    body(.array(copy))
                }
            }
        case .null, .bool, .integer, .number, .string: break
        }
    }
}
