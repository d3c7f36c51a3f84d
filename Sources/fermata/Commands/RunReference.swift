import ArgumentParser
import FermataCore
import FermataJournal

/// How people name a run: its id, any beginning of it that no other run shares, or `last`.
struct RunReference: ExpressibleByArgument, Hashable {
    /// The word for the newest run.
    static let lastWord = "last"
    /// More matches than this are not listed.
    private static let shownMatchLimit = 5

    let text: String

    init?(argument: String) {
        guard RunID(argument.lowercased()) != nil else { return nil }
        text = argument.lowercased()
    }

    init(_ run: RunID) {
        text = run.rawValue
    }

    /// The run that is meant.
    func resolve(with conductor: any Conductor) async throws -> RunID {
        if let run = RunID(text), try await conductor.contains(run) { return run }
        if text == Self.lastWord {
            guard let newest = try await conductor.runs(RunQuery(limit: 1)).first else {
                throw CommandFailure(
                    "There is no run yet. `fermata run PLAYBOOK` makes one.", code: "run.unknown",
                    status: .refused)
            }
            return newest.run
        }
        let matches = try await runs(of: conductor)
        guard let only = matches.first else {
            throw CommandFailure(
                "There is no run \(text). `fermata runs` lists the runs there are.", code: "run.unknown",
                status: .refused)
        }
        guard matches.count == 1 else {
            let listed = matches.prefix(Self.shownMatchLimit).map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(
                "\(matches.count) runs begin with \(text): \(listed)"
                    + (matches.count > Self.shownMatchLimit ? " …" : "") + ". Write more of the name.",
                code: CommandErrorCode.ambiguousRun.code, status: .refused)
        }
        return only
    }

    private func runs(of conductor: any Conductor) async throws -> [RunID] {
        var matches: [RunID] = []
        var after: RunID?
        while true {
            let page = try await conductor.runs(RunQuery(after: after, limit: RunQuery.maximumLimit))
            matches += page.map(\.run).filter { $0.rawValue.hasPrefix(text) }
            guard page.count == RunQuery.maximumLimit, let last = page.last else { return matches }
            after = last.run
        }
    }
}
