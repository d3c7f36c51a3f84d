/// A key as a terminal reports it.
enum TerminalKey: Hashable {
    /// A key that writes something.
    case character(Character)
    /// Ctrl and a letter, in lower case.
    case control(Character)
    case up
    case down
    case left
    case right
    case pageUp
    case pageDown
    case home
    case end
    case enter
    case tab
    case backTab
    case backspace
    case delete
    case escape
}

/// What a person does at a terminal.
enum TerminalInput: Hashable {
    /// One key.
    case key(TerminalKey)
    /// Text put in at once. It fills text fields and is never a decision.
    case paste(String)
    /// The end of a line amid a text that came all at once.
    case lineEnd
}
