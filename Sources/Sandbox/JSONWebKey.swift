import Crypto
import CryptoExtras
import Foundation

/// A public key of an issuer (RFC 7517, RFC 7518 section 6).
struct JSONWebKey: Decodable {
    struct KeySet: Decodable {
        let keys: [JSONWebKey]
    }

    let kty: String
    let kid: String?
    let use: String?
    let n: String?
    let e: String?
    let crv: String?
    let x: String?
    let y: String?

    /// Whether this key signed the token, by the algorithm that the token names: RS256 or ES256.
    func signed(_ token: JSONWebToken) -> Bool {
        guard use != "enc", token.header.kid == nil || token.header.kid == kid else { return false }
        return switch (kty, token.header.alg) {
        case ("RSA", "RS256"): signedByRSA(token)
        case ("EC", "ES256") where crv == "P-256": signedByP256(token)
        default: false
        }
    }

    private func signedByRSA(_ token: JSONWebToken) -> Bool {
        guard let modulus = n.flatMap(Base64URL.decode), let exponent = e.flatMap(Base64URL.decode),
            let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)  // a key that is none signed nothing
        else { return false }
        return key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: token.signature), for: SHA256.hash(data: token.signed),
            padding: .insecurePKCS1v1_5)
    }

    private func signedByP256(_ token: JSONWebToken) -> Bool {
        guard let x = x.flatMap(Base64URL.decode), let y = y.flatMap(Base64URL.decode),
            // A key or a signature that is none proves nothing.
            let key = try? P256.Signing.PublicKey(rawRepresentation: x + y),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: token.signature)
        else { return false }
        return key.isValidSignature(signature, for: token.signed)
    }
}
