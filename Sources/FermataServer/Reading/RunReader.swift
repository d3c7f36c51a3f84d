import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime

/// Reads runs from the journal as views need them.
struct RunReader: Sendable {
    /// Events read at a time.
    static let pageSize = 256

    let journal: any Journal
    /// This server, as leases name it.
    let server: Owner
    /// The runs whose logs are damaged.
    let quarantine: Quarantine

    init(journal: any Journal, server: Owner) {
        self.journal = journal
        self.server = server
        quarantine = Quarantine(journal)
    }

    /// A run with what people have decided, now or as it was after that many events.
    func fold(_ run: RunID, at last: Revision? = nil) async throws(EngineError) -> RunFold {
        let wanted = last ?? Revision(.max)
        let first = try await page(of: run, after: .zero).filter { $0.revision <= wanted }
        guard !first.isEmpty else { throw .journal(.notFound(run)) }
        do {
            var fold = try RunFold(first)
            while fold.state.revision < wanted {
                let page = try await page(of: run, after: fold.state.revision)
                for envelope in page where envelope.revision <= wanted { try fold.apply(envelope) }
                if page.count < Self.pageSize { break }
            }
            return fold
        } catch let error as JournalError {
            throw .journal(error)
        } catch {
            throw EngineError(reading: error, of: run)
        }
    }

    /// The view of a run, now or as it was after that many events, with who carries it out now.
    func view(of run: RunID, at last: Revision? = nil) async throws(EngineError) -> (RunState, RunView) {
        let fold = try await fold(run, at: last)
        let owner = try await owner(of: run)
        return (fold.state, RunView(fold.state, decisions: fold.decisions, owner: owner))
    }

    /// Up to a page of events after a revision, in their newest form.
    func page(
        of run: RunID, after revision: Revision, limit: Int = pageSize
    ) async throws(EngineError) -> [Envelope] {
        do {
            return try await journal.envelopes(of: run, after: revision, limit: limit, upcasting: .current)
        } catch {
            throw .journal(error)
        }
    }

    /// The living process that carries a run out, if there is one.
    func owner(of run: RunID) async throws(EngineError) -> OwnerView? {
        do {
            return try await journal.owner(of: run).map {
                OwnerView(label: $0.label, isThisServer: $0 == server)
            }
        } catch {
            throw .journal(error)
        }
    }

    /// The newest revision of a run.
    func head(of run: RunID) async throws(EngineError) -> Revision {
        do {
            guard let head = try await journal.head(of: run) else {
                throw EngineError.journal(.notFound(run))
            }
            return head.revision
        } catch let error as JournalError {
            throw .journal(error)
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(reading: error, of: run)
        }
    }
}

extension RunState {
    /// Folds the next event of the log.
    mutating func apply(_ envelope: Envelope) throws(EngineError) {
        do {
            try follow(envelope)
        } catch {
            throw .inconsistent(error)
        }
    }
}

extension EngineError {
    /// What a log that cannot be read comes to.
    init(reading error: any Error, of run: RunID) {
        switch error {
        case let error as EngineError: self = error
        case let error as JournalError: self = .journal(error)
        default:
            self = .inconsistent(Inconsistency(run: run, revision: .zero, problem: "\(error)"))
        }
    }
}

/// Two patches of a view that follow each other, as one.
enum Patch {
    /// The later one's members count; only `order` and the lists are never in both, because the second tells
    /// of nothing but the owner.
    static func joining(_ first: JSON?, _ second: JSON?) -> JSON? {
        guard case .object(let later) = second else { return first }
        guard case .object(let earlier) = first else { return second }
        let names = Set(later.map(\.name))
        return .object(earlier.filter { !names.contains($0.name) } + later)
    }
}
