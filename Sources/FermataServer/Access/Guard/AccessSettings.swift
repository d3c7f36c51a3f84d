/// How a server decides who may do what.
public struct AccessSettings: Sendable {
    /// The folder that holds tokens and sessions, such as `$FERMATA_HOME`.
    public var home: String
    /// Names besides the address of the connection by which this server may be reached, each with a port or,
    /// for every port, without.
    public var allowedHosts: [String]
    /// Whether this server speaks TLS, so that its cookies must not travel without.
    public var isSecure: Bool
    /// The identity provider whose statements are taken, if any.
    public var provider: IdentityProvider?
    /// What a person may ask for.
    public var personLimit: RateLimit
    /// What an address may ask for while nobody is known there.
    public var addressLimit: RateLimit
    /// How many wrong credentials an address may send.
    public var failureLimit: RateLimit
    /// How many streams a person may have open.
    public var streamsPerPerson: Int

    /// Settings with limits that no page and no script of a person should meet.
    public init(
        home: String, allowedHosts: [String] = [], isSecure: Bool = false, provider: IdentityProvider? = nil,
        personLimit: RateLimit = RateLimit(burst: 1000, perSecond: 200),
        addressLimit: RateLimit = RateLimit(burst: 1000, perSecond: 100),
        failureLimit: RateLimit = RateLimit(burst: 10, perSecond: 0.2), streamsPerPerson: Int = 64
    ) {
        self.home = home
        self.allowedHosts = allowedHosts
        self.isSecure = isSecure
        self.provider = provider
        self.personLimit = personLimit
        self.addressLimit = addressLimit
        self.failureLimit = failureLimit
        self.streamsPerPerson = streamsPerPerson
    }

    /// Whether a text can stand among ``allowedHosts``: a name or an address, with a port or without.
    public static func isHost(_ text: String) -> Bool { Authority(text) != nil }
}
