import Foundation

/// A signed token in the compact form (RFC 7515, section 7.1; RFC 7519).
struct JSONWebToken {
    struct Header: Codable {
        let alg: String
        let kid: String?
    }

    struct Claims: Codable {
        let iss: String?
        /// In seconds since 1970.
        let exp: Double?
    }

    let header: Header
    let claims: Claims
    let signed: Data
    let signature: Data

    /// `nil` for text that is not such a token.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]), let body = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: head),
            let claims = try? JSONDecoder().decode(Claims.self, from: body)
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = Data("\(parts[0]).\(parts[1])".utf8)
    }
}
