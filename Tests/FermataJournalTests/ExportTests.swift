import FermataCore
import FermataJournal
import FermataTesting
import Testing

@Suite struct ExportTests {
    private let journal = MemoryJournal()

    private func export() async throws -> (run: RunID, head: Head?, lines: [String]) {
        var script = JournalScript(try #require(RunID("exported")))
        try await journal.append(script.next([JournalScript.event(#"quoted ","body":" text"#)]))
        let large = String(repeating: "large \u{1D110} ", count: 4_000)
        try await journal.append(script.next([JournalScript.event(large), JournalScript.event("last")]))
        var lines: [String] = []
        try await JournalAudit.export(script.run, from: journal) { line in
            lines.append(String(decoding: line, as: UTF8.self))
        }
        return (script.run, script.head, lines)
    }

    private func verify(_ lines: [String]) throws -> AuditReport {
        var verifier = ExportVerifier()
        for line in lines { try verifier.verify(line: Array(line.utf8)) }
        return try verifier.report()
    }

    @Test func `An export is sound, complete and one line an event`() async throws {
        let exported = try await export()
        #expect(exported.lines.count == 1 + 3 + 1)
        #expect(exported.lines.allSatisfy { !$0.contains("\n") })
        #expect(
            try verify(exported.lines) == AuditReport(run: exported.run, verified: exported.head, fault: nil))
    }

    @Test func `Lines have the documented form`() async throws {
        var script = JournalScript(try #require(RunID("exported")))
        try await journal.append(script.next([JournalScript.event("a")]))
        var lines: [String] = []
        try await JournalAudit.export(script.run, from: journal) {
            lines.append(String(decoding: $0, as: UTF8.self))
        }
        let hash = try #require(script.head?.hash)
        #expect(
            lines == [
                #"{"format":"fermata-journal","version":1,"run":"exported","revision":1,"hash":"\#(hash)"}"#,
                #"{"revision":1,"time":1700000000000,"actor":"engine","command":"command-1700000000000","#
                    + #""type":"sample.happened","version":1,"form":0,"hash":"\#(hash)","#
                    + #""body":{"word":"a"}}"#,
            ])
    }

    @Test func `Any line that is lost, changed or moved is found`() async throws {
        let lines = try await export().lines
        for index in lines.indices.dropFirst() {
            var cut = lines
            cut.remove(at: index)
            #expect(Self.isRefused { try verify(cut) }, "line \(index) was removed")
            var changed = lines
            changed[index] = changed[index].replacing("command-1", with: "command-2").replacing(
                "large", with: "LARGE")
            #expect(Self.isRefused { try verify(changed) }, "line \(index) was changed")
            guard index + 1 < lines.count else { continue }
            var moved = lines
            moved.swapAt(index, index + 1)
            #expect(Self.isRefused { try verify(moved) }, "line \(index) was moved")
        }
    }

    @Test(arguments: [
        [], ["{}"], ["not JSON"], [#"{"format":"fermata-journal","version":2}"#],
        [#"{"format":"fermata-journal","version":1,"run":"r","revision":1}"#],
    ])
    func `What is no export is refused with its line`(lines: [String]) {
        #expect {
            _ = try verify(lines)
        } throws: { error in
            (error as? ExportFault)?.line == 1
        }
    }

    @Test func `A run that is not there is not exported`() async throws {
        let missing = try #require(RunID("missing"))
        await #expect(throws: JournalError.notFound(missing)) {
            try await JournalAudit.export(missing, from: journal) { _ in }
        }
        await #expect(throws: JournalError.notFound(missing)) {
            _ = try await JournalAudit.verify(missing, in: journal)
        }
    }

    /// Whether the report names a fault, or the lines cannot even be read.
    private static func isRefused(_ report: () throws -> AuditReport) -> Bool {
        do {
            return try !report().isSound
        } catch {
            return error is ExportFault
        }
    }
}
