import FermataCore
import FermataJournal
import FermataRuntime

/// Prints every event as a line of JSON.
struct JSONPrinter: RunPrinter {
    let console: Console

    func show(_ happening: Happening) {
        console.write(happening.envelope.line.encoded())
    }

    /// Live output is not in the log; programs read it from the transcript that an attempt's end names.
    func show(_ chunk: OutputChunk, at time: Timestamp) {}

    func summarize(at now: Timestamp) {}
}

extension Envelope {
    /// The line for programs: the members of an exported log, with the run's name, and the body always whole.
    var line: JSON {
        .record(
            ("run", run.json), ("revision", revision.json), ("time", time.json), ("actor", actor.json),
            ("command", command.json), ("type", record.type.json), ("version", record.version.json),
            ("hash", hash.json), ("body", record.payload))
    }
}
