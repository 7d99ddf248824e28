import Foundation
import Model
import Secrets
import Transport

/// Another issuer, whose access tokens the stand-in takes: a signed token by its signature, issuer and end, any other by
/// asking the issuer's userinfo endpoint (OpenID Connect Core 1.0, section 5.3).
actor OutsideIssuer {
    private struct Document: Decodable {
        let issuer: String
        let keys: String
        let userInfo: String?

        enum CodingKeys: String, CodingKey {
            case issuer
            case keys = "jwks_uri"
            case userInfo = "userinfo_endpoint"
        }
    }

    private let document: Document
    private let client: HTTPClient
    private var keys: [JSONWebKey] = []
    private var readAt: ContinuousClock.Instant?
    /// Tokens whose signature has been checked, and their ends in seconds since 1970.
    private var checked: [String: Double] = [:]

    /// No sooner are the keys read again for a token that none of them signed.
    private static let pause = Duration.seconds(5)

    /// Reads what the issuer says of itself.
    /// - Throws: `InvalidInput` when it cannot be read, or says that it is another one.
    init(_ url: String, on loop: EventLoop) async throws {
        let issuer = url.hasSuffix("/") ? String(url.dropLast()) : url
        client = try HTTPClient(on: loop, settings: HTTPSettings())
        let address = issuer + "/.well-known/openid-configuration"
        guard let data = await Self.read(address, client),
            let document = try? JSONDecoder().decode(Document.self, from: data)  // the error says so
        else {
            throw InvalidInput(
                "\(address) does not answer with a discovery document",
                fix: "name the issuer as its tokens do, like https://sso.example.com/realms/main")
        }
        guard document.issuer == issuer || document.issuer == issuer + "/" else {
            throw InvalidInput(
                "\(address) is of the issuer \(quoted(document.issuer))", fix: "name the issuer as it names itself")
        }
        self.document = document
    }

    func accepts(_ text: String) async -> Bool {
        let now = Date().timeIntervalSince1970
        if let end = checked[text] { return end > now }
        guard let token = JSONWebToken(text) else { return await isKnown(text) }
        guard token.claims.iss == document.issuer, let end = token.claims.exp, end > now else { return false }
        if !keys.contains(where: { $0.signed(token) }) { await readKeys() }
        guard keys.contains(where: { $0.signed(token) }) else { return false }
        checked = checked.filter { $0.value > now }
        checked[text] = end
        return true
    }

    private func readKeys() async {
        let now = ContinuousClock.now
        guard readAt.map({ now - $0 >= Self.pause }) ?? true else { return }
        readAt = now
        guard let data = await Self.read(document.keys, client),
            let set = try? JSONDecoder().decode(JSONWebKey.KeySet.self, from: data)  // no key, no token
        else { return }
        keys = set.keys
    }

    private func isKnown(_ token: String) async -> Bool {
        guard let url = document.userInfo else { return false }
        let header = (name: "Authorization", value: Secret(utf8: "Bearer " + token))
        guard let client = try? client.adding(header: header) else { return false }  // a header cannot carry it
        return await Self.read(url, client) != nil
    }

    /// The body of a 200.
    private static func read(_ url: String, _ client: HTTPClient) async -> Data? {
        guard case .success(let answer) = await client.send(HTTPRequest(.get, url: url)), answer.status == 200 else {
            return nil
        }
        return answer.body.withBytes { Data($0) }
    }
}
