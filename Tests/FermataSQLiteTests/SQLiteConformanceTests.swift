import FermataSQLite
import FermataTesting
import Testing

@Test(arguments: JournalConformance.checks)
func `The journal in SQLite keeps every promise`(check: JournalConformance.Check) async throws {
    let folder = try TemporaryFolder()
    let journal = try SQLiteJournal(folder.location)
    try await check.body(journal)
    try journal.close()
}
