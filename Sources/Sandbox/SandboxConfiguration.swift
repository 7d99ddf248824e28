/// What a stand-in of the API has and accepts.
package struct SandboxConfiguration: Sendable {
    package struct App: Sendable {
        package let id: String
        package let name: String
        package let type: String

        package init(id: String, name: String, type: String = "hand_authored") {
            self.id = id.lowercased()
            self.name = name
            self.type = type
        }
    }

    /// The files (PEM) with which it speaks TLS, and HTTP/1.1 inside.
    package struct Identity: Sendable {
        package let certificate: String
        package let privateKey: String

        package init(certificate: String, privateKey: String) {
            self.certificate = certificate
            self.privateKey = privateKey
        }
    }

    /// Plain HTTP without.
    package var identity: Identity?
    /// 0 takes a free one.
    package var port = 0
    package var apiKey = "sandbox-psk"
    package var token = "sandbox-token"
    /// Takes every bearer token, for tests whose tokens somebody else makes.
    package var acceptsAnyToken = false
    /// The client that its token endpoint knows.
    package var clientID = "sandbox-client"
    package var clientSecret = "sandbox-client-secret"
    /// How long a token of its own holds.
    package var tokenLifetime = Duration.seconds(600)
    /// Another issuer, whose access tokens it takes too.
    package var issuer: String?
    package var apps: [App] = []
    /// The apps on which the caller has a role; the others are as if they did not exist. `nil` means all, as for a manager.
    package var visibleApps: Set<String>?
    /// The secrets that exist at first, with their keys: app, secret, key, value.
    package var secrets: [SandboxTarget: [String: String]] = [:]
    /// Every secret of every app exists, and had these keys at first: for runs too large to seed. Otherwise an app exists
    /// where `apps` or a secret names it, and a secret where it was seeded or created.
    package var createsAll = false
    package var firstKeys: [String] = []
    /// Apps whose secrets are answered 403.
    package var forbiddenApps: Set<String> = []
    /// Whether the caller has the role that `reveal` wants; 403 without it.
    package var mayReveal = true
    /// So long after a PUT, `reveal` still shows the values before it.
    package var revealLag = Duration.zero
    /// The status of a POST that created a secret: 201, or 200.
    package var createStatus = 201
    /// Optional routes that this installation lacks, as older ones do.
    package var without: Set<SandboxRoute> = []
    package var faults: [Fault] = []
    /// The seed of all that is left to chance.
    package var seed: UInt64 = 1
    /// Whether each request is kept, and the values before each PUT for the fault `stale`; counters and the check for differing
    /// values work without.
    package var keepsLog = true
    /// Whether the values of each PUT and POST are kept, for tests that judge their order.
    package var keepsPuts = false

    /// What a secret holds that was not given any values.
    package var firstValues: [String: String] {
        Dictionary(firstKeys.map { ($0, "first") }, uniquingKeysWith: { first, _ in first })
    }

    package init() {}
}
