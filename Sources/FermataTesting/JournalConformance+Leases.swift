import FermataCore
import FermataJournal

extension JournalConformance {
    private static let first = Owner(id: "owner-first", label: "first host, process 1")
    private static let second = Owner(id: "owner/../second", label: "second host, process 2")

    static let leases: [Check] = [
        Check("A run has one owner, whom the others are told") { journal in
            let script = try await begin("owned", in: journal)
            let nobody = try await journal.owner(of: script.run)
            try requireEqual(nobody, nil, "the owner before the first lease")
            let lease = try await journal.acquireLease(of: script.run, for: first, force: false)
            try requireEqual(lease, Lease(run: script.run, owner: first, epoch: Epoch(1)), "the lease")
            let owner = try await journal.owner(of: script.run)
            try requireEqual(owner, first, "the owner")
            try await requireRefusal(.leased(by: first)) { () async throws(JournalError) in
                _ = try await journal.acquireLease(of: script.run, for: second, force: false)
            }
        },
        Check("A run that does not exist has no lease and no owner") { journal in
            let missing = try run("missing")
            let owner = try await journal.owner(of: missing)
            try requireEqual(owner, nil, "the owner")
            try await requireRefusal(.notFound(missing)) { () async throws(JournalError) in
                _ = try await journal.acquireLease(of: missing, for: first, force: true)
            }
        },
        Check("A lease that was given back is free, and giving it back twice changes nothing") { journal in
            let script = try await begin("returned", in: journal)
            let lease = try await journal.acquireLease(of: script.run, for: first, force: false)
            try await journal.release(lease)
            try await journal.release(lease)
            let owner = try await journal.owner(of: script.run)
            try requireEqual(owner, nil, "the owner after the release")
            let next = try await journal.acquireLease(of: script.run, for: second, force: false)
            try requireEqual(next.epoch, Epoch(2), "the next epoch")
            try await journal.release(lease)
            let still = try await journal.owner(of: script.run)
            try requireEqual(still, second, "the owner after an old lease was given back again")
        },
        Check("Force takes a run from a living owner, who is fenced") { journal in
            var script = try await begin("taken", in: journal)
            let old = try await journal.acquireLease(of: script.run, for: first, force: false)
            try await journal.append(script.next(fence: old.epoch))
            let new = try await journal.acquireLease(of: script.run, for: second, force: true)
            try requireEqual(new.epoch, Epoch(2), "the new epoch")
            try await requireRefusal(.fenced(newest: new.epoch)) { () async throws(JournalError) in
                try await journal.append(script.peek(fence: old.epoch))
            }
            try await journal.append(script.next(fence: new.epoch))
            let owner = try await journal.owner(of: script.run)
            try requireEqual(owner, second, "the owner")
        },
        Check("Being fenced counts for more than being late") { journal in
            var script = try await begin("late", in: journal)
            let old = try await journal.acquireLease(of: script.run, for: first, force: false)
            let late = script.peek(fence: old.epoch)
            let new = try await journal.acquireLease(of: script.run, for: second, force: true)
            try await journal.append(script.next(fence: new.epoch))
            try await requireRefusal(.fenced(newest: new.epoch)) { () async throws(JournalError) in
                try await journal.append(late)
            }
        },
        Check("Whoever only decides needs no lease") { journal in
            var script = try await begin("decided", in: journal)
            _ = try await journal.acquireLease(of: script.run, for: first, force: false)
            try await journal.append(script.next())
        },
        Check("A run cannot be created under a lease that it never had") { journal in
            let script = try JournalScript(run("premature"))
            try await requireRefusal(.fenced(newest: .zero)) { () async throws(JournalError) in
                try await journal.append(script.peek(fence: Epoch(1)))
            }
        },
        Check("An owner who asks again gets a new lease, and its older one is fenced") { journal in
            let script = try await begin("again", in: journal)
            let old = try await journal.acquireLease(of: script.run, for: first, force: false)
            let new = try await journal.acquireLease(of: script.run, for: first, force: false)
            try requireEqual(new.epoch, Epoch(2), "the new epoch")
            try await requireRefusal(.fenced(newest: new.epoch)) { () async throws(JournalError) in
                try await journal.append(script.peek(fence: old.epoch))
            }
            try await journal.release(old)
            let owner = try await journal.owner(of: script.run)
            try requireEqual(owner, first, "the owner after the older lease was given back")
        },
        Check("The runs of an owner who has retired are free") { journal in
            let script = try await begin("orphaned", in: journal)
            _ = try await journal.acquireLease(of: script.run, for: second, force: false)
            try await journal.retire(second)
            try await journal.retire(second)
            let owner = try await journal.owner(of: script.run)
            try requireEqual(owner, nil, "the owner")
            let lease = try await journal.acquireLease(of: script.run, for: first, force: false)
            try requireEqual(lease.epoch, Epoch(2), "the next epoch")
        },
    ]

    private static func begin(_ name: String, in journal: any Journal) async throws -> JournalScript {
        var script = try JournalScript(run(name))
        try await journal.append(script.next())
        return script
    }
}
