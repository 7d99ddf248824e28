import Crypto
import CryptoExtras
import Foundation
package import Model
package import Secrets

/// Key pairs as text: the private half as PKCS#8, the public half as SPKI or as an OpenSSH line.
package enum KeyPair {
    /// Comes before the bytes of an Ed25519 key (RFC 8410, section 7).
    private static let ed25519Private: [UInt8] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    /// The same for the public half (RFC 8410, section 4).
    private static let ed25519Public: [UInt8] = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    /// A new private key: PEM of PKCS#8 (RFC 5958, RFC 7468 section 10).
    /// - Throws: swift-crypto's errors.
    package static func make(_ algorithm: KeyAlgorithm) throws -> Secret {
        var der: Data
        switch algorithm {
        case .ed25519: der = Data(ed25519Private) + Curve25519.Signing.PrivateKey().rawRepresentation
        case .p256: der = P256.Signing.PrivateKey().derRepresentation
        case .rsa3072: der = try _RSA.Signing.PrivateKey(keySize: .bits3072).pkcs8DERRepresentation
        case .rsa4096: der = try _RSA.Signing.PrivateKey(keySize: .bits4096).pkcs8DERRepresentation
        }
        defer { der.resetBytes(in: der.startIndex..<der.endIndex) }
        return pem("PRIVATE KEY", der)
    }

    /// The public half of a private key from `make`.
    /// - Parameter comment: the last part of an OpenSSH line.
    /// - Throws: `ValueError.source` for anything else.
    package static func publicHalf(of key: Secret, _ form: PublicKeyForm, comment: String) throws -> Secret {
        guard let parts = try? parts(of: key) else {  // the reasons are the parser's own
            throw ValueError.source(InvalidInput("the private key cannot be read", fix: "let rekey generate it"))
        }
        switch form {
        case .pem: return pem("PUBLIC KEY", parts.spki)
        case .openssh:
            var text = SecretBuffer()
            text.append(parts.name + " ")
            let line = ([Data(parts.name.utf8)] + parts.fields).reduce(into: Data()) { line, field in
                withUnsafeBytes(of: UInt32(field.count).bigEndian) { line.append(contentsOf: $0) }
                line.append(field)
            }
            line.withUnsafeBytes { TextEncoding.base64($0, into: &text) }
            text.append(" \(comment)\n")
            return text.secret()
        }
    }

    /// The content of an OpenSSH line after its name (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4).
    private struct Parts {
        let spki: Data
        let name: String
        let fields: [Data]
    }

    private static func parts(of key: Secret) throws -> Parts {
        let text = key.withBytes { String(decoding: $0, as: UTF8.self) }
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: text) {  // else another kind
            return Parts(
                spki: key.publicKey.derRepresentation, name: "ecdsa-sha2-nistp256",
                fields: [Data("nistp256".utf8), key.publicKey.x963Representation])
        }
        if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: text) {  // else another kind
            let numbers = try key.publicKey.getKeyPrimitives()
            return Parts(
                spki: key.publicKey.derRepresentation, name: "ssh-rsa",
                fields: [integer(numbers.publicExponent), integer(numbers.modulus)])
        }
        let base64 = text.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        guard let der = Data(base64Encoded: base64), der.count == 48, der.starts(with: ed25519Private) else {
            throw CryptoKitError.incorrectKeySize
        }
        let open = try Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32)).publicKey.rawRepresentation
        return Parts(spki: Data(ed25519Public) + open, name: "ssh-ed25519", fields: [open])
    }

    /// RFC 4251, section 5: no leading zeros, except the one that keeps a number from being negative.
    private static func integer(_ bytes: Data) -> Data {
        let bare = bytes.drop { $0 == 0 }
        return (bare.first ?? 0) >= 0x80 ? Data([0]) + bare : Data(bare)
    }

    /// RFC 7468, section 2: lines of 64 characters.
    private static func pem(_ label: String, _ der: Data) -> Secret {
        var base64 = SecretBuffer(capacity: der.count * 2)
        der.withUnsafeBytes { TextEncoding.base64($0, into: &base64) }
        var text = SecretBuffer(capacity: der.count * 2 + 128)
        text.append("-----BEGIN \(label)-----\n")
        base64.withBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: 64) {
                text.append(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 64, bytes.count)]))
                text.append("\n")
            }
        }
        text.append("-----END \(label)-----\n")
        return text.secret()
    }
}
