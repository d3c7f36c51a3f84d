/// Turns meaning into what a terminal understands, in colours that can be read on light and on dark.
enum Palette: Hashable {
    /// No colour, only weight.
    case none
    case colours16
    case colours256

    /// What the environment's terminal can show. NO_COLOR, when set to anything, wants none.
    static func suited(to environment: [String: String]) -> Palette {
        if environment["NO_COLOR"]?.isEmpty == false { return .none }
        let name = environment["TERM"] ?? ""
        if name.contains("256color") || environment["COLORTERM"]?.isEmpty == false { return .colours256 }
        return name.isEmpty || name == "dumb" || name.hasPrefix("vt1") || name.hasPrefix("vt2")
            ? .none : .colours16
    }

    /// The numbers of a select-graphic-rendition sequence; empty for plain text.
    func codes(_ ink: Ink, strong isStrong: Bool) -> String {
        let colour =
            switch self {
            case .none: ""
            case .colours16: Self.basic(ink)
            case .colours256: Self.extended(ink)
            }
        guard isStrong else { return colour }
        return colour.isEmpty ? "1" : "1;" + colour
    }

    private static func basic(_ ink: Ink) -> String {
        switch ink {
        case .plain: ""
        case .faint: "90"
        case .you: "33"
        case .running: "94"
        case .done: "32"
        case .failed: "31"
        case .blocked, .rolledBack: "35"
        }
    }

    private static func extended(_ ink: Ink) -> String {
        switch ink {
        case .plain: ""
        case .faint: "38;5;244"
        case .you: "38;5;172"
        case .running: "38;5;33"
        case .done: "38;5;71"
        case .failed: "38;5;167"
        case .blocked: "38;5;133"
        case .rolledBack: "38;5;98"
        }
    }
}
