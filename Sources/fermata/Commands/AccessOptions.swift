import ArgumentParser
import FermataCore
import FermataServer

/// Whom a server answers, and as whom it knows them.
struct AccessOptions: ParsableArguments {
    /// How many seconds' worth of requests may come at once.
    private static let burstSeconds = 5

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Also answer requests for this name, as behind a proxy. May be given more than once.",
            valueName: "name"))
    var allowHost: [String] = []

    @Option(name: .long, help: ArgumentHelp("How many streams a person may have open.", valueName: "number"))
    var streamsPerPerson = 64

    @Option(
        name: .long,
        help: ArgumentHelp("How many requests a person may make in the long run.", valueName: "number"))
    var requestsPerSecond = 200

    @Option(
        name: .long,
        help: ArgumentHelp("Where an identity provider's keys are, to take its JWTs.", valueName: "url"))
    var jwtJwksURL: String?

    @Option(name: .long, help: ArgumentHelp("The issuer that JWTs must name.", valueName: "issuer"))
    var jwtIssuer: String?

    @Option(name: .long, help: ArgumentHelp("The audience that JWTs must name.", valueName: "audience"))
    var jwtAudience: String?

    @Option(name: .long, help: ArgumentHelp("The claim that holds roles.", valueName: "claim"))
    var jwtRoleClaim = "roles"

    @Option(name: .long, help: ArgumentHelp("The claim that holds a person's name.", valueName: "claim"))
    var jwtNameClaim = "sub"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What a value of the role claim stands for: VALUE=ROLE. May be given more than once.",
            valueName: "value=role"))
    var jwtRole: [JWTRole] = []

    func validate() throws {
        for name in allowHost where !AccessSettings.isHost(name) {
            throw ValidationError("--allow-host takes a name or an address, with a port or without: \(name)")
        }
        guard (1...100_000).contains(streamsPerPerson), (1...1_000_000).contains(requestsPerSecond) else {
            throw ValidationError(
                "--streams-per-person takes 1 to 100000, --requests-per-second 1 to 1000000.")
        }
        let isComplete = jwtJwksURL != nil && jwtIssuer != nil && jwtAudience != nil && !jwtRole.isEmpty
        let isAbsent = jwtJwksURL == nil && jwtIssuer == nil && jwtAudience == nil && jwtRole.isEmpty
        guard isComplete || isAbsent else {
            throw ValidationError(
                "JWTs need all of --jwt-jwks-url, --jwt-issuer, --jwt-audience and --jwt-role.")
        }
        guard isAbsent || provider != nil else {
            throw ValidationError("--jwt-jwks-url takes an https URL; http is for this machine alone.")
        }
    }

    /// What a person may ask for; some seconds' worth may come at once.
    var personLimit: RateLimit {
        RateLimit(burst: requestsPerSecond * Self.burstSeconds, perSecond: Double(requestsPerSecond))
    }

    /// The identity provider, if one was named.
    var provider: IdentityProvider? {
        guard let jwtJwksURL, let jwtIssuer, let jwtAudience else { return nil }
        return IdentityProvider(
            keysURL: jwtJwksURL, issuer: jwtIssuer, audience: jwtAudience, roleClaim: jwtRoleClaim,
            roles: Dictionary(jwtRole.map { ($0.value, $0.role) }) { max($0, $1) },
            nameClaim: jwtNameClaim)
    }
}

/// A claim's value and the role that it stands for: `staff=operator`.
struct JWTRole: ExpressibleByArgument {
    let value: String
    let role: Role

    init?(argument: String) {
        guard let separator = argument.lastIndex(of: "="), separator != argument.startIndex,
            let role = Role(rawValue: String(argument[argument.index(after: separator)...]))
        else { return nil }
        value = String(argument[..<separator])
        self.role = role
    }
}
