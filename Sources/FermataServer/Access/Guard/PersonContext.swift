public import Hummingbird

/// What the context of a request must carry for access to be decided.
public protocol PersonContext: RequestContext {
    /// Who asks, once that is known. Routes that need a role always find somebody.
    var person: Person? { get set }
    /// What they were known by, so that a stream notices when it does not hold any more.
    var credential: Credential? { get set }
    /// The connection on which the request came.
    var connection: ConnectionFacts { get set }
    /// Reads nothing more from the connection, which ends as soon as the answer is written.
    var stopReading: @Sendable () -> Void { get }
}

extension PersonContext {
    /// Who asks, for routes that need somebody.
    public func requirePerson() throws(AccessRefusal) -> Person {
        guard let person else { throw .required(.missing) }
        return person
    }

    /// Who asks and by what they were known, for what must be judged again later.
    func requireCredential() throws(AccessRefusal) -> (person: Person, credential: Credential) {
        guard let person, let credential else { throw .required(.missing) }
        return (person, credential)
    }
}
