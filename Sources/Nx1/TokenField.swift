package import Secrets

/// One field of a request to a token endpoint.
package struct TokenField: Sendable {
    let name: String
    let value: Secret
    /// Whether no message may show it.
    let isSecret: Bool

    package init(_ name: String, _ text: String) {
        self.name = name
        value = Secret(utf8: text)
        isSecret = false
    }

    package init(_ name: String, secret: Secret) {
        self.name = name
        value = secret
        isSecret = true
    }
}
