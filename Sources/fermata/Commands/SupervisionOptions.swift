import ArgumentParser

/// How a command shows a run while it goes on.
struct SupervisionOptions: ParsableArguments {
    @Flag(
        name: .long,
        help: "Print one JSON line per event, and read verdicts and interventions from standard input.")
    var json = false

    @Flag(name: .long, help: "Print plain lines, even in a terminal.")
    var plain = false

    func validate() throws {
        if json, plain { throw ValidationError("--json and --plain exclude each other.") }
    }
}
