/// What an expression stands for.
public enum Reference: Hashable, Sendable {
    /// `inputs.NAME`: a value that was supplied when the run was started.
    case input(String)
    /// `steps.ID.outputs.NAME`: something a step produced.
    case output(step: StepID, name: String)
    /// `steps.ID.outcome`: `done`, `skipped` or `failed`.
    case outcome(step: StepID)
    /// `run.id`: the run's name.
    case runID
    /// `run.title`: what the run is about.
    case runTitle

    /// The step it refers to.
    public var step: StepID? {
        switch self {
        case .output(let step, _), .outcome(let step): step
        case .input, .runID, .runTitle: nil
        }
    }

    /// Whether a text can be the name of an input or an output: the same rule as for steps.
    public static func isAllowedName(_ text: String) -> Bool { StepID.isAllowed(text) }
}

extension Reference: CustomStringConvertible {
    /// The reference as it is written between `${{` and `}}`.
    public var description: String {
        switch self {
        case .input(let name): "inputs.\(name)"
        case .output(let step, let name): "steps.\(step).outputs.\(name)"
        case .outcome(let step): "steps.\(step).outcome"
        case .runID: "run.id"
        case .runTitle: "run.title"
        }
    }
}

extension Reference {
    /// What may stand in an expression, for messages.
    static let grammar = "inputs.NAME, steps.ID.outputs.NAME, steps.ID.outcome, run.id and run.title"

    /// Reads what stands between `${{` and `}}`, without the space around it.
    init(parsing text: String) throws(ReferenceProblem) {
        let words = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        switch words[0] {
        case "inputs":
            guard words.count == 2, Self.isAllowedName(words[1]) else {
                throw ReferenceProblem(message: "write `inputs.NAME`")
            }
            self = .input(words[1])
        case "steps":
            guard words.count >= 3, let step = StepID(words[1]) else {
                throw ReferenceProblem(message: "write `steps.ID.outputs.NAME` or `steps.ID.outcome`")
            }
            self = try Self.ofStep(step, words: words.dropFirst(2))
        case "run":
            switch words.dropFirst() {
            case ["id"]: self = .runID
            case ["title"]: self = .runTitle
            default: throw ReferenceProblem(message: "write `run.id` or `run.title`")
            }
        default:
            if let nearest = NearestSpelling.nearest(to: words[0], among: ["inputs", "steps", "run"]) {
                throw ReferenceProblem(message: "`\(words[0])` is not known; did you mean `\(nearest)`?")
            }
            throw ReferenceProblem(message: "there are \(Self.grammar)")
        }
    }

    private static func ofStep(
        _ step: StepID, words: ArraySlice<String>
    ) throws(ReferenceProblem) -> Reference {
        let word = words[words.startIndex]
        if word == "outcome", words.count == 1 { return .outcome(step: step) }
        if word == "outputs", words.count == 2, let name = words.last, isAllowedName(name) {
            return .output(step: step, name: name)
        }
        if word != "outcome", word != "outputs",
            let nearest = NearestSpelling.nearest(to: word, among: ["outputs", "outcome"])
        {
            throw ReferenceProblem(message: "`\(word)` is not known; did you mean `\(nearest)`?")
        }
        throw ReferenceProblem(message: "write `steps.\(step).outputs.NAME` or `steps.\(step).outcome`")
    }
}

/// Why a text is no reference.
struct ReferenceProblem: Error {
    let message: String
}
