import Files
import Foundation

/// A file of certificates in PEM (RFC 7468).
enum CertificateBundle {
    /// What OpenSSL takes for one; the first is its own form.
    private static let labels = ["TRUSTED CERTIFICATE", "X509 CERTIFICATE", "CERTIFICATE"]

    /// Whether a file has a certificate whose bytes can be one.
    static func isThere(in path: String) -> Bool {
        guard let bytes = try? InputFile.contents(of: path) else { return false }  // it is no bundle then
        let text = String(decoding: bytes, as: UTF8.self)
        return labels.contains { label in
            guard let begin = text.range(of: "-----BEGIN \(label)-----"),
                let end = text.range(of: "-----END \(label)-----", range: begin.upperBound..<text.endIndex),
                let der = Data(
                    base64Encoded: String(text[begin.upperBound..<end.lowerBound]), options: .ignoreUnknownCharacters)
            else { return false }
            return der.first == 0x30  // a SEQUENCE, as every certificate is
        }
    }
}
