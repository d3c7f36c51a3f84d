import FermataCore
import FermataJournal

extension RunMachine {
    /// An order waits its turn, unless something waits to be stored: it would wait as long.
    mutating func take(_ order: Order) {
        handled.orderCount += 1
        if let exit {
            answer(order, after: exit)
        } else if let stall {
            emit(.reply(order.reply, .failure(stall.error)))
        } else {
            orders.append(order)
        }
    }

    /// An order that is still to be decided, or to be decided again, is not.
    mutating func abandon(_ reply: Int) {
        if let position = orders.firstIndex(where: { $0.reply == reply }) {
            orders.remove(at: position)
            emit(.reply(reply, .failure(.expired)))
        } else if case .deciding(.order(let order), var machine, let before, let stale) = operation,
            order.reply == reply
        {
            machine.abandon()
            operation = .deciding(.order(order), machine, before: before, stale: stale)
        }
    }

    mutating func adopt(at now: Timestamp) {
        begin(.adopt(lease.epoch, owner: lease.owner.label), by: .engine, for: .adoption, at: now)
    }

    mutating func report(at now: Timestamp) {
        let landing = landings.removeFirst()
        begin(landing.command, by: .engine, payloads: landing.payloads, for: .landing(landing), at: now)
    }

    mutating func decideOrder(at now: Timestamp) {
        let order = orders.removeFirst()
        begin(
            order.command, by: order.actor, named: order.name, until: order.expiry, for: .order(order),
            at: now)
    }

    /// Reads what is new. Who wakes the machine meanwhile may mean what is appended after the reading.
    mutating func look() {
        mustLook = false
        operation = .looking
        emit(.read(after: run.head.revision))
    }

    private mutating func begin(
        _ command: Command, by actor: Actor, named name: String? = nil, payloads: [Payload] = [],
        until expiry: Timestamp? = nil, isFresh: Bool = false, for purpose: Purpose, at now: Timestamp
    ) {
        let wish = Wish(
            command, by: actor, epoch: lease.epoch, named: name ?? nextName(), payloads: payloads,
            until: expiry)
        var machine = DecisionMachine(wish, rules: rules)
        let output = machine.begin(on: run, at: now, isFresh: isFresh)
        let stale = defects.contains(.believesStaleState) ? run : nil
        follow(output, machine, for: purpose, before: run.head.revision, stale: stale, at: now)
    }

    /// Goes on with what the journal answered.
    mutating func take(_ answer: JournalAnswer, at now: Timestamp) {
        switch operation {
        case .deciding(let purpose, var machine, let before, let stale):
            operation = nil
            let output = machine.take(answer, on: &run, at: now)
            follow(output, machine, for: purpose, before: before, stale: stale, at: now)
        case .looking: takeWhileLooking(answer, at: now)
        case nil:
            // The answer comes after the end; nobody waits for it any more.
            precondition(exit != nil, "The journal answered what it was not asked")
        }
    }

    private mutating func follow(
        _ output: DecisionMachine.Output, _ machine: DecisionMachine, for purpose: Purpose, before: Revision,
        stale: LoadedRun?, at now: Timestamp
    ) {
        switch output {
        case .append(let append):
            operation = .deciding(purpose, machine, before: before, stale: stale)
            emit(.append(append))
        case .read(let revision):
            operation = .deciding(purpose, machine, before: before, stale: stale)
            emit(.read(after: revision))
        case .ended(let ending):
            operation = nil
            isBehind = machine.isBehind
            // What was read is decided on by the lease's holder, unless this decision has done it.
            if case .failed = ending {
                mustAdvance = mustAdvance || run.head.revision > before
                mustLook = mustLook || isBehind
            } else {
                mustAdvance = false
            }
            conclude(purpose, ending, stale: stale, at: now)
            if exit == nil { reconcile() }
        }
    }

    private mutating func takeWhileLooking(_ answer: JournalAnswer, at now: Timestamp) {
        operation = nil
        switch answer {
        case .page(let page):
            do {
                try run.fold(page)
            } catch {
                finish(.failed(error))
                return
            }
            if !page.isEmpty { mustAdvance = true }
            if page.count == LoadedRun.pageSize {
                look()
                return
            }
            isBehind = false
            endStall()
            haveLooked(at: now)
        case .failed(let error): failLooking(.journal(error), at: now)
        case .stored, .conflict: preconditionFailure("The journal answered what it was not asked")
        }
    }

    private mutating func haveLooked(at now: Timestamp) {
        if run.state.phase.isFinal {
            mustAdvance = false
            reconcile()
        } else if run.state.epoch > lease.epoch {
            finish(.fenced(newest: run.state.epoch))
        } else if mustAdvance || nextDeadline.map({ $0 <= now }) ?? false {
            begin(.expireGates, by: .engine, isFresh: true, for: .advance, at: now)
        } else {
            reconcile()
        }
    }

    private mutating func failLooking(_ error: EngineError, at now: Timestamp) {
        if defects.contains(.diesOnBusyDeadline) {
            finish(.failed(error))
        } else if defects.contains(.dropsWakeOnBusy) {
            mustAdvance = false
            fruitlessDeadline = nextDeadline
        } else if error.isPassing {
            mustLook = true
            wait(because: error, at: now)
        } else {
            finish(.failed(error))
        }
    }
}
