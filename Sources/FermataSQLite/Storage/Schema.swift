/// The tables of the journal and the way to them from every older form.
enum Schema {
    /// Says in the file's header that it is a journal of Fermata: the bytes `Ferm`.
    static let applicationIdentifier = 0x4665_726D

    /// Step n leads from format n to format n + 1; the file's `user_version` is its format. Never edit a step
    /// that was released: add one.
    static let migrations: [String] = [format1, format2]

    /// The format this version writes.
    static var currentFormat: Int { migrations.count }

    /// An event's key is its run's number and its revision in one integer, so that a run's events lie
    /// together without a second index; 24 bits are the revision's.
    static let revisionBits = 24
    /// The most events that a run can have.
    static var maximumRevision: Int { 1 << revisionBits - 1 }

    private static let format1 = """
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            revision INTEGER NOT NULL,
            hash BLOB NOT NULL,
            title TEXT NOT NULL,
            phase TEXT NOT NULL,
            is_paused INTEGER NOT NULL,
            ended_steps INTEGER NOT NULL,
            steps INTEGER NOT NULL,
            open_gates INTEGER NOT NULL,
            cost REAL NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            epoch INTEGER NOT NULL DEFAULT 0,
            owner INTEGER REFERENCES owners(number)
        ) STRICT;
        CREATE TABLE owners (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            label TEXT NOT NULL
        ) STRICT;
        CREATE TABLE events (
            position INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            actor TEXT NOT NULL,
            command TEXT NOT NULL,
            type TEXT NOT NULL,
            version INTEGER NOT NULL,
            form INTEGER NOT NULL,
            body TEXT NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE TABLE gates (
            run INTEGER NOT NULL REFERENCES runs(number),
            gate INTEGER NOT NULL,
            kind TEXT NOT NULL,
            step TEXT,
            title TEXT NOT NULL,
            opened_at INTEGER NOT NULL,
            deadline INTEGER,
            on_timeout TEXT,
            digest BLOB NOT NULL,
            PRIMARY KEY (run, gate)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX gates_by_age ON gates (opened_at);
        CREATE TABLE payloads (
            number INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE snapshots (
            run INTEGER PRIMARY KEY REFERENCES runs(number),
            revision INTEGER NOT NULL,
            hash BLOB NOT NULL,
            format INTEGER NOT NULL,
            state BLOB NOT NULL
        ) STRICT;
        """

    /// Snapshots are sealed. Those that were kept before are dropped: they are made anew from the log.
    private static let format2 = """
        DROP TABLE snapshots;
        CREATE TABLE snapshots (
            run INTEGER PRIMARY KEY REFERENCES runs(number),
            revision INTEGER NOT NULL,
            hash BLOB NOT NULL,
            format INTEGER NOT NULL,
            state BLOB NOT NULL,
            seal BLOB NOT NULL
        ) STRICT;
        """
}
