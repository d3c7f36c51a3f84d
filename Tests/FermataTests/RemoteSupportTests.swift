import ArgumentParser
import Testing

@testable import fermata

@Suite("Commands work the same against a server")
struct RemoteSupportTests {
    /// Commands that are about this machine by their nature, each with the reason.
    private static let local: [String: String] = [
        "fermata serve": "it is the server",
        "fermata playbook validate": "it reads a file that is here, and needs no journal",
        "fermata playbook schema": "it prints what is part of the program",
        "fermata cel check": "it judges a text by itself, without any run",
        "fermata cel eval": "it judges a text by itself, without any run",
    ]

    private static func leaves(
        of command: any ParsableCommand.Type, _ path: String
    ) -> [(path: String, command: any ParsableCommand.Type)] {
        let configuration = command.configuration
        let children = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
        if children.isEmpty { return [(path, command)] }
        return children.flatMap { leaves(of: $0, "\(path) \($0._commandName)") }
    }

    private static let all = leaves(of: FermataCommand.self, "fermata")

    @Test("Every command speaks to a conductor or a register of tokens, or has a reason why it cannot")
    func everyCommand() {
        #expect(Self.all.count > 25)
        for (path, command) in Self.all where Self.local[path] == nil {
            #expect(
                command is any JournalCommand.Type || command is any TokenRegisterCommand.Type,
                "\(path) must be a JournalCommand, so that it works with --server")
        }
    }

    @Test("Every command that can ask a server takes its address")
    func everyCommandTakesAnAddress() {
        for (path, command) in Self.all {
            #expect(command.helpMessage().contains("--server ") == (Self.local[path] == nil), "\(path)")
        }
    }

    @Test("Every reason is about a command that there is")
    func reasons() {
        #expect(Set(Self.local.keys).subtracting(Self.all.map(\.path)).isEmpty)
    }
}
