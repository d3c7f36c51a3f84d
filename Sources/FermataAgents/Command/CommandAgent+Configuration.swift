extension CommandAgent {
    /// What all attempts of a command agent share.
    public struct Configuration: Sendable {
        /// The executable that supervises attempts: one whose `main` hands over to ``AttemptSupervisor``.
        ///
        /// The default is the running executable itself, even if its file has been replaced meanwhile.
        public var supervisorPath = "/proc/self/exe"
        /// The file that this engine's owner has locked, absolute; `nil` for none. Every supervisor holds a
        /// shared lock on it for as long as anything of its attempt runs, and starts nothing when it cannot
        /// have it.
        public var ownerLockPath: String?
        /// The directory in which each attempt gets a private one, absolute; it is created when missing.
        public var scratchDirectory: String
        /// The engine's environment, of which a command inherits what its action names.
        public var environment: [String: String]
        /// How long processes may take to end when asked to, in milliseconds.
        public var graceMilliseconds = 5_000
        /// How much of what a command prints becomes its output `text` when it reports no output, in bytes.
        public var maximumTextBytes = 16 << 10
        /// What paces the looks at what a command reports as progress.
        public var clock: any Clock<Duration> = ContinuousClock()

        /// Creates a configuration for attempts that keep their files in a directory.
        public init(
            scratchDirectory: String, environment: [String: String], ownerLockPath: String? = nil
        ) {
            self.scratchDirectory = scratchDirectory
            self.environment = environment
            self.ownerLockPath = ownerLockPath
        }
    }
}
