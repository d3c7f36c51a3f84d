@testable import FermataCore

/// What `docs/state-machine.md` says, read from its drawings and tables.
struct StateMachinePage {
    /// The arrows of a drawing, start and end left out.
    private(set) var drawn: [Transition.Machine: Set<String>] = [:]
    /// The arrows of a table with the events that cause each.
    private(set) var listed: [Transition.Machine: [String: Set<String>]] = [:]

    static let current = Result { StateMachinePage(try Golden.projectText(of: "docs/state-machine.md")) }

    init(_ text: String) {
        var machine: Transition.Machine?
        for line in text.split(separator: "\n") {
            switch line {
            case "## Run": machine = .run
            case "## Step": machine = .step
            default:
                if line.hasPrefix("## ") { machine = nil }
                if let machine { read(line, of: machine) }
            }
        }
    }

    private mutating func read(_ line: Substring, of machine: Transition.Machine) {
        let words = line.split { " :|`,".contains($0) }.map(String.init)
        guard words.count >= 3 else { return }
        if line.contains(" --> "), !line.contains("[*]") {
            drawn[machine, default: []].insert("\(words[0]) --> \(words[2])")
        } else if line.hasPrefix("| `") {
            listed[machine, default: [:]]["\(words[0]) --> \(words[1])"] = Set(words.dropFirst(2))
        }
    }

    /// Whether a transition is one that the page shows. Undoing goes back to wherever it was, and so does
    /// taking that back.
    func shows(_ transition: Transition) -> Bool {
        transition.cause == .interventionUndone || transition.cause == .interventionRedone
            || listed[transition.machine]?[transition.arrow]?.contains(transition.cause.rawValue) == true
    }
}
