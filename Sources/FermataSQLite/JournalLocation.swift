#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a journal lives: a folder with the database, and beside it one lock file for every process that owns
/// runs.
public struct JournalLocation: Hashable, Sendable {
    /// The database's name in the folder.
    public static let databaseName = "journal.sqlite"
    /// The folder, as an absolute path or one relative to the process's own folder.
    public let directory: String

    /// Creates the location in a folder.
    public init(directory: String) {
        self.directory = directory
    }

    /// The user's journal: `$FERMATA_HOME`, else `$XDG_DATA_HOME/fermata`, else `~/.local/share/fermata`;
    /// `nil` when none of the variables is set. A relative `$XDG_DATA_HOME` is ignored, as its specification
    /// asks.
    public init?(environment: [String: String]) {
        if let home = environment["FERMATA_HOME"], !home.isEmpty {
            self.init(directory: home)
        } else if let data = environment["XDG_DATA_HOME"], data.utf8.first == UInt8(ascii: "/") {
            self.init(directory: "\(data)/fermata")
        } else if let home = environment["HOME"], !home.isEmpty {
            self.init(directory: "\(home)/.local/share/fermata")
        } else {
            return nil
        }
    }

    /// The database.
    public var databasePath: String { "\(directory)/\(Self.databaseName)" }
    /// Where owners keep their lock files.
    public var ownersDirectory: String { "\(directory)/owners" }
    /// Held while a journal is made or an owner is judged: for microseconds.
    var guardPath: String { "\(directory)/guard.lock" }
}
