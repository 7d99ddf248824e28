package import Secrets

/// A client that can prove who it is.
package struct OAuthClient: Sendable {
    package enum Proof: Sendable {
        case secret(Secret)
        /// A signed token (RFC 7523, section 2.2).
        case assertion(Secret)
    }

    package let id: String
    package let proof: Proof
    /// Whether the secret goes into the body, instead of the header that every server must take.
    package var putsSecretInBody = false

    package init(id: String, proof: Proof) {
        self.id = id
        self.proof = proof
    }

    /// The form that every server must take (RFC 6749, section 2.3.1; RFC 7617).
    var authorization: Secret? {
        guard case .secret(let secret) = proof, !putsSecretInBody else { return nil }
        var pair = SecretBuffer(capacity: 128)
        Secret(utf8: id).withBytes { TextEncoding.percent($0, into: &pair) }
        pair.append(":")
        secret.withBytes { TextEncoding.percent($0, into: &pair) }
        var header = SecretBuffer(capacity: 192)
        header.append("Basic ")
        pair.withBytes { TextEncoding.base64($0, into: &header) }
        return header.secret()
    }

    /// What of it goes into the body.
    var fields: [TokenField] {
        switch proof {
        case .secret(let secret):
            putsSecretInBody
                ? [TokenField("client_id", id), TokenField("client_secret", secret: secret)] : []
        case .assertion(let token):
            [
                TokenField("client_id", id),
                TokenField("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                TokenField("client_assertion", secret: token),
            ]
        }
    }

    /// In each form in which it is shown; a server may repeat it.
    var secrets: [Secret] {
        switch proof {
        case .secret(let secret): [secret] + [authorization].compactMap(\.self)
        case .assertion(let token): [token]
        }
    }

    package var remedy: OAuthRemedy {
        switch proof {
        case .secret: .secret
        case .assertion: .assertion
        }
    }
}
