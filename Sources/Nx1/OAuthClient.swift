package import Secrecy

/// A client that has a secret.
package struct OAuthClient: Sendable {
    package let id: String
    let secret: Secret

    package init(id: String, secret: Secret) {
        self.id = id
        self.secret = secret
    }

    /// The form that every server must take (RFC 6749, section 2.3.1; RFC 7617).
    var authorization: Secret {
        var pair = SecretBuffer(capacity: 128)
        Secret(utf8: id).withBytes { TextEncoding.percent($0, into: &pair) }
        pair.append(":")
        secret.withBytes { TextEncoding.percent($0, into: &pair) }
        var header = SecretBuffer(capacity: 192)
        header.append("Basic ")
        pair.withBytes { TextEncoding.base64($0, into: &header) }
        return header.secret()
    }
}
