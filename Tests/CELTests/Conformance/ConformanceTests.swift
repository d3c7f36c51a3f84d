import CEL
import FoundationEssentials
import Testing

@Suite("Conformance with the specification's own cases")
struct ConformanceTests {
    /// The set: a path in `CEL_CONFORMANCE_FILE`, or the file beside the repository.
    private static let path: String = {
        if let path = ProcessInfo.processInfo.environment["CEL_CONFORMANCE_FILE"], !path.isEmpty {
            return path
        }
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        return root.joined(separator: "/") + "/../shared/cel/cel-core-public.json"
    }()

    private static func cases() throws -> [ConformanceCase]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try Fields(Value(json: text)).list("cases").map(ConformanceCase.init)
    }

    @Test("Every case of the set comes out as the specification has it")
    func conformance() throws {
        guard let cases = try Self.cases() else {
            print("CEL conformance: skipped, there is no file \(Self.path)")
            return
        }
        var failed = 0
        for one in cases {
            guard let complaint = one.complaint() else { continue }
            failed += 1
            Issue.record("\(one.id): \(one.expression): \(complaint)")
        }
        print("CEL conformance: \(cases.count - failed) passed, \(failed) failed, 0 skipped")
        #expect(cases.count > 0, "the set is empty")
    }

    @Test("The checker complains about no case that has a value by the specification's own checker")
    func checker() throws {
        for one in try Self.cases() ?? [] where one.isChecked {
            guard case .value = one.expectation else { continue }
            let complaints = one.environment.check(one.expression)
            #expect(complaints.isEmpty, "\(one.id): \(one.expression): \(complaints.map(\.text))")
        }
    }
}
