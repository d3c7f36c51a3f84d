import FermataCore

/// Why a file is not an exported log, or not a whole one.
public struct ExportFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong with it.
    public let problem: String

    /// A sentence for people.
    public var description: String { "line \(line): \(problem)" }
}

/// Checks an exported log line by line, with nothing else at hand.
public struct ExportVerifier: Sendable {
    private struct Pending: Sendable {
        var event: StoredEvent
        var digest: Digest
    }

    private var lineNumber = 0
    private var head: Head?
    private var chain: ChainVerifier?
    private var fault: ChainFault?
    private var replay = LogReplay()
    /// An event whose body must be in the next line.
    private var pending: Pending?

    /// Creates a verifier that waits for the header.
    public init() {}

    /// Checks the next line, without its line feed. Once the chain is broken, later lines are only read.
    ///
    /// - Throws: when the line is none of an exported log.
    public mutating func verify(line: [UInt8]) throws(ExportFault) {
        lineNumber += 1
        guard let chain else { return try readHeader(line) }
        if let pending {
            self.pending = nil
            let payload = try readPayload(line, digest: pending.digest)
            follow(pending.event, payload: payload, chain)
            return
        }
        let event = try readEvent(line)
        if fault == nil {
            var next = chain
            note { () throws(ChainFault) in try next.verify(event) }
            self.chain = next
        }
        if let digest = event.bodyPayload {
            pending = Pending(event: event, digest: digest)
        } else {
            follow(event, payload: nil, chain)
        }
    }

    /// What was found, once every line has been checked.
    ///
    /// - Throws: when there was no header.
    public func report() throws(ExportFault) -> AuditReport {
        guard let chain else {
            throw ExportFault(line: 1, problem: "the header is missing: this is no exported log")
        }
        var end = self
        if let pending {
            end.note { () throws(ChainFault) in
                throw ChainFault(revision: pending.event.revision, kind: .payloadMissing(pending.digest))
            }
        }
        end.note { () throws(ChainFault) in try chain.finish(at: head) }
        return AuditReport(run: chain.run, verified: chain.head, fault: end.fault)
    }

    private mutating func follow(_ event: StoredEvent, payload: [UInt8]?, _ chain: ChainVerifier) {
        var next = replay
        note { () throws(ChainFault) in try next.follow(chain.envelope(of: event, payload: payload)) }
        replay = next
    }

    private mutating func note(_ check: () throws(ChainFault) -> Void) {
        guard fault == nil else { return }
        do {
            try check()
        } catch {
            fault = error
        }
    }

    private mutating func readHeader(_ line: [UInt8]) throws(ExportFault) {
        do {
            let json = try JSON(parsing: line)
            guard json["format"] == .string(ExportedLog.formatName) else {
                throw ExportFault(line: lineNumber, problem: "the header is missing: this is no exported log")
            }
            let version = try json.field("version", as: Int.self)
            guard version == ExportedLog.formatVersion else {
                throw ExportFault(
                    line: lineNumber,
                    problem: "the export has format \(version); this version of Fermata reads 1")
            }
            head = Head(revision: try json.field("revision"), hash: try json.field("hash"))
            chain = ChainVerifier(run: try json.field("run"))
        } catch {
            throw asFault(error)
        }
    }

    private func readEvent(_ line: [UInt8]) throws(ExportFault) -> StoredEvent {
        let body = try lastMember("body", of: line)
        do {
            let json = try JSON(parsing: line)
            guard let actor = json["actor"], let form = StoredEvent.Form(rawValue: try json.field("form"))
            else {
                throw ExportFault(line: lineNumber, problem: "the actor is missing or the form is unknown")
            }
            return StoredEvent(
                revision: try json.field("revision"), time: try json.field("time"), actor: actor.encoded(),
                command: try json.field("command"), type: try json.field("type"),
                version: try json.field("version"), form: form, body: body, hash: try json.field("hash"))
        } catch {
            throw asFault(error)
        }
    }

    private func readPayload(_ line: [UInt8], digest: Digest) throws(ExportFault) -> [UInt8] {
        let content = try lastMember("content", of: line)
        guard line.starts(with: "{\"payload\":\"\(digest.hexadecimal)\",\"content\":".utf8) else {
            throw ExportFault(line: lineNumber, problem: "the body \(digest) of the event before is missing")
        }
        return content
    }

    /// The bytes of the line's last member, as they stand. No name in a line can be taken for another,
    /// because a quote inside a string is escaped.
    private func lastMember(_ name: String, of line: [UInt8]) throws(ExportFault) -> [UInt8] {
        let marker = Array(",\"\(name)\":".utf8)
        var start = 0
        while start + marker.count < line.count {
            if line[start] == marker[0], line[start...].starts(with: marker) {
                guard line.last == UInt8(ascii: "}") else { break }
                return Array(line[(start + marker.count)..<(line.count - 1)])
            }
            start += 1
        }
        throw ExportFault(
            line: lineNumber, problem: "the member \"\(name)\" is missing at the end of the line")
    }

    private func asFault(_ error: any Error) -> ExportFault {
        (error as? ExportFault) ?? ExportFault(line: lineNumber, problem: "\(error)")
    }
}
