import FermataAPI
import FermataCore
import FermataRuntime
import Logging
import ServiceLifecycle
import Synchronization

/// Verdicts that can be withdrawn for a moment before they set something going that cannot be taken back.
///
/// They are kept in memory alone. When the server ends first, however it ends, the gate is simply open still:
/// nothing was decided, and nothing is done that somebody wanted to withdraw.
///
/// What lets somebody decide is looked at again at the moment in which the verdict is to count: a token or a
/// session that was revoked or has expired meanwhile, or a role that was lowered, leaves the gate open.
final class GracePeriods: Service {
    /// The longest moment, in seconds.
    static let maximumSeconds = 60

    /// A verdict that waits.
    struct Order: Sendable {
        let gate: GateName
        let command: Command
        /// Who gave it, and by what they were known.
        let person: Person
        let credential: Credential
        /// What the log is to call the command.
        let name: String?
    }

    private struct Pending: Sendable {
        let order: Order
        let until: Timestamp
        let number: Int
    }

    private struct State {
        var pending: [GateName: Pending] = [:]
        var nextNumber = 0
    }

    private let state = Mutex(State())
    private let begun: AsyncStream<Pending>
    private let begunContinuation: AsyncStream<Pending>.Continuation
    private let engine: Engine
    private let access: AccessControl
    private let clock: any WallClock
    private let logger: Logger

    init(engine: Engine, access: AccessControl, clock: any WallClock, logger: Logger) {
        self.engine = engine
        self.access = access
        self.clock = clock
        self.logger = logger
        (begun, begunContinuation) = AsyncStream.makeStream(of: Pending.self)
    }

    /// Whether a verdict on a gate waits.
    func isPending(_ gate: GateName) async -> Bool { state.withLock { $0.pending[gate] != nil } }

    /// Lets a verdict wait. A gate has one at a time.
    func begin(_ order: Order, until: Timestamp) async throws(RequestRefusal) {
        let pending = state.withLock { state -> Pending? in
            guard state.pending[order.gate] == nil else { return nil }
            state.nextNumber += 1
            let pending = Pending(order: order, until: until, number: state.nextNumber)
            state.pending[order.gate] = pending
            return pending
        }
        guard let pending else { throw .verdictPending("\(order.gate)") }
        begunContinuation.yield(pending)
    }

    /// Takes a verdict back.
    /// - Returns: whether there was one.
    func withdraw(_ gate: GateName) async -> Bool {
        state.withLock { $0.pending.removeValue(forKey: gate) != nil }
    }

    /// Carries out each verdict when its time has come, until the process is asked to end.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await pending in self.begun {
                    group.addTask { await self.carryOut(pending) }
                }
                group.cancelAll()
            }
        }
    }

    private func carryOut(_ pending: Pending) async {
        do {
            try await clock.wait(until: pending.until)
        } catch {
            // The server ends; the gate stays open.
            return
        }
        let isDue = state.withLock { state in
            guard state.pending[pending.order.gate]?.number == pending.number else { return false }
            state.pending[pending.order.gate] = nil
            return true
        }
        guard isDue else { return }
        do {
            try await perform(pending.order)
        } catch {
            logger.warning(
                "A verdict that had waited was not carried out.",
                metadata: [
                    "gate": "\(pending.order.gate)", "person": "\(pending.order.person.name)",
                    "error": "\(error)",
                ])
        }
    }

    private func perform(_ order: Order) async throws {
        guard let person = try access.person(behind: order.credential) else {
            throw Lapse.credential(order.person.authentication)
        }
        guard person.role >= .approver else { throw Lapse.role(person.role) }
        // Nobody waits for it, and yet it counts now or not at all: what was meant for this moment is not
        // carried out when a disk has room again.
        try await engine.perform(
            order.command, on: order.gate.run, by: person.actor, named: order.name,
            until: clock.now.adding(seconds: ServerLimits.orderSeconds))
    }

    /// Why somebody who was permitted to decide is not any more.
    private enum Lapse: Error, CustomStringConvertible {
        case credential(Person.Authentication)
        case role(Role)

        var description: String {
            switch self {
            case .credential(let authentication):
                "The \(authentication.rawValue) by which they were known was revoked or has expired "
                    + "meanwhile."
            case .role(let role): "Their role was lowered to \(role.rawValue) meanwhile."
            }
        }
    }
}
