import Crypto
import Foundation
import Model

/// The stand-in's own issuer of access tokens, which answers as Keycloak does: client credentials, no refresh token.
struct SandboxIssuer {
    private let key = P256.Signing.PrivateKey()
    private let keyID = Self.randomName()
    private let clientID: String
    private let clientSecret: String
    private let lifetime: Duration
    /// The tokens that were issued, and when they end.
    private var ends: [String: ContinuousClock.Instant] = [:]
    private(set) var issuedCount = 0

    init(_ configuration: SandboxConfiguration) {
        clientID = configuration.clientID
        clientSecret = configuration.clientSecret
        lifetime = configuration.tokenLifetime
    }

    func accepts(_ token: String, at now: ContinuousClock.Instant) -> Bool { ends[token].map { $0 > now } ?? false }

    /// The answer of the token endpoint (RFC 6749, sections 4.4 and 5).
    mutating func answer(_ request: SandboxRequest, issuer: String) -> SandboxReply {
        let form = Self.form(String(decoding: request.body, as: UTF8.self))
        guard let grant = form["grant_type"] else { return Self.refusal(400, "invalid_request", "Missing grant_type") }
        guard grant == "client_credentials" else {
            return Self.refusal(400, "unsupported_grant_type", "Unsupported grant_type")
        }
        let shown = Self.basic(request.authorization) ?? (form["client_id"] ?? "", form["client_secret"] ?? "")
        guard shown == (clientID, clientSecret) else {
            return Self.refusal(401, "unauthorized_client", "Invalid client or Invalid client credentials")
        }
        guard let token = token(issuer: issuer) else { return .error(500, "the token could not be signed") }
        ends = ends.filter { $0.value > request.arrivedAt }
        ends[token] = request.arrivedAt + lifetime
        issuedCount += 1
        var reply = SandboxReply(
            200,
            "{\"access_token\":\(jsonString(token)),\"expires_in\":\(lifetime.components.seconds),"
                + "\"refresh_expires_in\":0,\"token_type\":\"Bearer\",\"not-before-policy\":0,"
                + "\"scope\":\(jsonString(form["scope"] ?? "profile"))}")
        reply.headers["Cache-Control"] = "no-store"
        return reply
    }

    /// What it says of itself (OpenID Connect Discovery 1.0, section 3).
    func discovery(issuer: String) -> String {
        let address = issuer.dropLast(SandboxRoute.issuerPath.count)
        return "{\"issuer\":\(jsonString(issuer)),"
            + "\"token_endpoint\":\(jsonString(address + SandboxRoute.token.path)),"
            + "\"jwks_uri\":\(jsonString(address + SandboxRoute.keys.path)),"
            + "\"grant_types_supported\":[\"client_credentials\"],"
            + "\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\",\"client_secret_post\"]}"
    }

    /// Its public key (RFC 7517).
    var keys: String {
        let point = key.publicKey.rawRepresentation
        return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"use\":\"sig\","
            + "\"kid\":\(jsonString(keyID)),\"x\":\(jsonString(Base64URL.encode(point.prefix(32)))),"
            + "\"y\":\(jsonString(Base64URL.encode(point.suffix(32))))}]}"
    }

    private func token(issuer: String) -> String? {
        let now = Date().timeIntervalSince1970
        let header = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\(jsonString(keyID))}"
        let claims =
            "{\"iss\":\(jsonString(issuer)),\"azp\":\(jsonString(clientID)),\"typ\":\"Bearer\","
            + "\"iat\":\(Int(now)),\"exp\":\(Int((now + lifetime.inSeconds).rounded(.up))),"
            + "\"jti\":\(jsonString(Self.randomName()))}"
        let signed = Base64URL.encode(header.utf8) + "." + Base64URL.encode(claims.utf8)
        // The answer says so.
        guard let signature = try? key.signature(for: Data(signed.utf8)) else { return nil }
        return signed + "." + Base64URL.encode(signature.rawRepresentation)
    }

    private static func refusal(_ status: Int, _ error: String, _ description: String) -> SandboxReply {
        SandboxReply(status, "{\"error\":\(jsonString(error)),\"error_description\":\(jsonString(description))}")
    }

    /// The client's name and secret in the header (RFC 6749, section 2.3.1).
    private static func basic(_ authorization: String?) -> (String, String)? {
        guard let authorization, authorization.hasPrefix("Basic "),
            let data = Data(base64Encoded: String(authorization.dropFirst("Basic ".count)))
        else { return nil }
        let halves = String(decoding: data, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return (decoded(halves[0]), halves.count == 2 ? decoded(halves[1]) : "")
    }

    private static func form(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(halves[0]), halves.count == 2 ? decoded(halves[1]) : "")
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private static func decoded(_ text: Substring) -> String {
        text.replacing("+", with: " ").removingPercentEncoding ?? ""
    }

    /// 128 random bits in hexadecimal.
    private static func randomName() -> String {
        (0..<2).map { _ in String(UInt64.random(in: UInt64.max / 16...UInt64.max), radix: 16) }.joined()
    }
}
