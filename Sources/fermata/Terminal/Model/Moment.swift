import FermataCore

/// When something happens in the view: by the wall's clock, which people and deadlines go by, and by a steady
/// one, which what is armed goes by, so that setting the wall's clock arms nothing.
struct Moment: Hashable {
    /// The time for people.
    var wall: Timestamp
    /// Milliseconds since some beginning; never goes back.
    var steadyMilliseconds: Int64
}

/// The size of a terminal.
struct TerminalSize: Hashable {
    var columns: Int
    var rows: Int
}
