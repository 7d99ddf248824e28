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
    package var apps: [App] = []
    /// The secrets that exist at first, with their keys: app, secret, key, value.
    package var secrets: [SandboxTarget: [String: String]] = [:]
    /// Every secret of every app exists, and had these keys at first: for runs too large to seed.
    package var createsAll = false
    package var firstKeys: [String] = []
    /// Apps whose secrets are answered 403.
    package var forbiddenApps: Set<String> = []
    package var faults: [Fault] = []
    /// The seed of all that is left to chance.
    package var seed: UInt64 = 1
    /// Whether each request is kept; counters and the check for differing values work without.
    package var keepsLog = true
    /// Whether the values of each PUT are kept, for tests that judge their order.
    package var keepsPuts = false

    package init() {}
}
