import FermataRuntime

/// How a server is reached, and what it offers.
public struct ServerSettings: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port; 0 takes any that is free.
    public var port: Int
    /// The certificate and key for encrypted connections.
    public var encryption: Encryption?
    /// The folders whose playbooks people may start, absolute.
    public var playbookFolders: [String]
    /// The folder of the page's files, absolute; `nil` serves none.
    public var pageFolder: String?
    /// The directory in which runs work unless somebody says otherwise, absolute.
    public var directory: String
    /// The home directory, which `~/` in inputs stands for.
    public var homeDirectory: String?
    /// How often a silent stream is told that the server is still there, in milliseconds.
    public var heartbeatMilliseconds: Int64 = 15_000
    /// How often the lists are looked at again at most while they change, in milliseconds.
    public var listIntervalMilliseconds: Int64 = 100
    /// How often it is looked whether runs have lost the process that carried them out, in milliseconds.
    public var adoptionIntervalMilliseconds: Int64 = 2_000

    /// A certificate chain and its private key, in files.
    public struct Encryption: Hashable, Sendable {
        /// The certificate chain, PEM.
        public var certificatePath: String
        /// The private key, PEM.
        public var keyPath: String

        /// Names the files.
        public init(certificatePath: String, keyPath: String) {
            self.certificatePath = certificatePath
            self.keyPath = keyPath
        }
    }

    /// Settings for a server on this machine.
    public init(
        host: String = "127.0.0.1", port: Int, encryption: Encryption? = nil, playbookFolders: [String] = [],
        pageFolder: String? = nil, directory: String, homeDirectory: String? = nil
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.playbookFolders = playbookFolders
        self.pageFolder = pageFolder
        self.directory = directory
        self.homeDirectory = homeDirectory
    }
}
