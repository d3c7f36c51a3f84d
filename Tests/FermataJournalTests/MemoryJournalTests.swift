import FermataJournal
import FermataTesting
import Testing

@Test(arguments: JournalConformance.checks)
func `The journal in memory keeps every promise`(check: JournalConformance.Check) async throws {
    try await check.body(MemoryJournal())
}
