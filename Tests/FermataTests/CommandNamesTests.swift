import FermataCore
import FermataJournal
import FermataSQLite
import Logging
import Testing

@testable import fermata

@Suite("How runs, gates and values are named on the command line")
struct CommandNamesTests {
    @Test(
        "A gate is named with its run or alone",
        arguments: [("7k3m.g3", "7k3m", 3), ("last.g12", "last", 12), ("7K3M.g1", "7k3m", 1), ("g4", nil, 4)]
            as [(String, String?, Int)])
    func gates(text: String, run: String?, number: Int) throws {
        let reference = try #require(GateReference(argument: text))
        #expect(reference.run?.text == run)
        #expect(reference.gate == GateID(number))
    }

    @Test(
        "What is no gate is refused",
        arguments: [
            "", "3", "g", "g0", "g-1", "7k3m", "7k3m.3", "7k3m.", ".g3", "a.b.g3", "7k 3m.g3", "7k3m/g3",
        ])
    func noGates(text: String) {
        #expect(GateReference(argument: text) == nil)
    }

    @Test(
        "A value is split at the first equals sign",
        arguments: [("a=b", "a", "b"), ("a=", "a", ""), ("a=b=c", "a", "b=c")])
    func values(text: String, name: String, value: String) throws {
        let named = try #require(NamedValue(argument: text))
        #expect(named.name == name)
        #expect(named.value == value)
    }

    @Test("What has no name before an equals sign is no value", arguments: ["", "a", "=b"])
    func noValues(text: String) {
        #expect(NamedValue(argument: text) == nil)
    }

    @Test("Names of runs are valid, ten characters long and sort by age")
    func freshNames() {
        let hour: Int64 = 3_600_000
        let names = (1...50).map { RunID.fresh(at: Timestamp(milliseconds: Int64($0) * hour)) }
        #expect(names == names.sorted())
        #expect(names.allSatisfy { $0.rawValue.count == 10 })
        let sameMoment = (1...50).map { _ in RunID.fresh(at: Timestamp(milliseconds: hour)) }
        #expect(Set(sameMoment).count == 50)
    }

    @Test("A name is resolved from any beginning that no other run shares")
    func resolving() async throws {
        let journal = try await journal(of: ["abcde11111", "abcde22222", "bcdef33333"])
        #expect(try await resolve("abcde1", in: journal) == "abcde11111")
        #expect(try await resolve("b", in: journal) == "bcdef33333")
        #expect(try await resolve("ABCDE22222", in: journal) == "abcde22222")
        #expect(try await resolve("last", in: journal) == "bcdef33333")
        let ambiguous = await #expect(throws: CommandFailure.self) { try await resolve("abc", in: journal) }
        #expect(ambiguous?.code == "run.ambiguous")
        #expect(ambiguous?.message.contains("abcde11111") == true)
        let unknown = await #expect(throws: CommandFailure.self) { try await resolve("zz", in: journal) }
        #expect(unknown?.code == "run.unknown")
        #expect(unknown?.status == .refused)
    }

    @Test("There is no last run in an empty journal")
    func nothingYet() async {
        let failure = await #expect(throws: CommandFailure.self) {
            try await resolve("last", in: MemoryJournal())
        }
        #expect(failure?.code == "run.unknown")
    }

    private func resolve(_ text: String, in journal: any Journal) async throws -> String {
        let conductor = LocalConductor(
            location: JournalLocation(directory: "/nowhere"), journal: journal, login: .engine,
            console: Console(), logger: Logger(label: "test"), environment: [:])
        return try await #require(RunReference(argument: text)).resolve(with: conductor).rawValue
    }

    private func journal(of names: [String]) async throws -> MemoryJournal {
        let journal = MemoryJournal()
        for (index, name) in names.enumerated() {
            let run = try #require(RunID(name))
            let time = Timestamp(milliseconds: Int64(index))
            try await journal.append(
                Append(
                    run: run, expecting: nil,
                    records: [EventRecord(type: "run.created", version: 1, payload: .object([]))], time: time,
                    actor: .engine, command: "test", fence: nil,
                    summary: RunSummary(
                        run: run, title: name, phase: .running, createdAt: time, updatedAt: time),
                    openedGates: [], closedGates: [], payloads: []))
        }
        return journal
    }
}

@Suite("Owners that live or have died")
struct CommandOwnerTests {
    @Test("This process lives, and its owners are never the same twice")
    func living() {
        let owner = LoginIdentity.newOwner()
        #expect(!owner.hasDied)
        #expect(owner.id != LoginIdentity.newOwner().id)
    }

    @Test("A process number that no process can have has died")
    func died() {
        #expect(Owner(process: .max, host: "here").hasDied)
    }

    @Test("An owner of another making is taken for living", arguments: ["", "abc", "0-a", "x-1"])
    func unknown(id: String) {
        #expect(!Owner(id: id, label: "somebody").hasDied)
    }
}
