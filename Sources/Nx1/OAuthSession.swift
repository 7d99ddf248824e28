import Foundation
import Model
package import Secrecy
import Transport

/// Speaks with an authorization server.
package actor OAuthSession {
    private let loop: EventLoop
    private let client: HTTPClient
    /// Of the client itself, in each form in which it is shown; a server may repeat it.
    private let own: [Secret]

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - caFile: a CA bundle besides the system's.
    ///   - client: shows its secret; a public client has none.
    /// - Throws: `EventLoopError`, or what `body` throws.
    package static func with<R: Sendable>(
        caFile: String?, client: OAuthClient? = nil, _ body: @Sendable (OAuthSession) async throws -> R
    ) async throws -> R {
        let loop = try EventLoop()
        defer { loop.close() }
        return try await body(try OAuthSession(loop, caFile: caFile, client: client))
    }

    private init(_ loop: EventLoop, caFile: String?, client: OAuthClient?) throws {
        self.loop = loop
        var settings = HTTPSettings()
        settings.headers = [
            ("Content-Type", Secret(utf8: "application/x-www-form-urlencoded")),
            ("Accept", Secret(utf8: "application/json")), ("User-Agent", Secret(utf8: "rekey")),
        ]
        if let client { settings.headers.append(("Authorization", client.authorization)) }
        own = client.map { [$0.secret, $0.authorization] } ?? []
        settings.caFile = caFile
        self.client = try HTTPClient(on: loop, settings: settings)
    }

    /// The addresses that an issuer publishes, as OpenID Connect Discovery 1.0 or RFC 8414 has it.
    /// - Throws: `OAuthError`, `ConfigurationError`.
    package func discover(_ issuer: String) async throws -> OAuthEndpoints {
        var base = try OAuthEndpoints.checked(issuer, "issuer")
        while base.hasSuffix("/") { base.removeLast() }
        var found = try await published(base + "/.well-known/openid-configuration")
        if found == nil { found = try await published(DiscoveryDocument.metadataURL(of: base)) }
        guard let found else { throw OAuthError.unexpected("\(base) publishes no OpenID configuration") }
        // Section 4.3: another issuer's document is an attack or a mistake.
        let said = found.issuer.hasSuffix("/") ? String(found.issuer.dropLast()) : found.issuer
        guard said == base else { throw OAuthError.unexpected("\(base) speaks for \(quoted(found.issuer))") }
        return try OAuthEndpoints(
            authorization: found.authorization, token: found.token, revocation: found.revocation)
    }

    /// - Returns: `nil` where something else is, or nothing.
    private func published(_ url: String) async throws -> DiscoveryDocument? {
        let body: Secret
        do {
            body = try await send(HTTPRequest(.get, url: url), hiding: [])
        } catch OAuthError.refused {
            return nil
        }
        return body.withBytes { try? JSONDecoder().decode(DiscoveryDocument.self, from: Data($0)) }
    }

    /// Asks for a token. - Parameter form: the fields of the request; secrets among them.
    /// - Throws: `OAuthError`.
    package func token(_ url: String, _ form: [(name: String, value: Secret)]) async throws -> TokenGrant {
        let body = try await send(HTTPRequest(.post, url: url, body: Self.encoded(form)), hiding: form.map(\.value))
        guard let answer = body.withBytes({ try? JSONDecoder().decode(TokenAnswer.self, from: Data($0)) }),
            !answer.access.isEmpty, answer.kind.map({ $0.lowercased() == "bearer" }) ?? true
        else { throw OAuthError.unexpected("it holds no bearer token") }
        return TokenGrant(
            access: Secret(utf8: answer.access), refresh: answer.refresh.map(Secret.init(utf8:)),
            lifetime: answer.seconds.map { .milliseconds(Int64(max(0, min($0, 86_400 * 365)) * 1_000)) })
    }

    /// Takes a token back (RFC 7009). - Throws: `OAuthError`.
    package func revoke(_ url: String, _ form: [(name: String, value: Secret)]) async throws {
        _ = try await send(HTTPRequest(.post, url: url, body: Self.encoded(form)), hiding: form.map(\.value))
    }

    private func send(_ request: HTTPRequest, hiding secrets: [Secret]) async throws -> Secret {
        let scrubber = Scrubber(secrets + own)
        switch await client.send(request) {
        case .failure(let failure): throw OAuthError.unreachable(scrubber.scrub(failure.message))
        case .success(let answer) where (200..<300).contains(answer.status): return answer.body
        case .success(let answer):
            let refusal = answer.body.withBytes { try? JSONDecoder().decode(TokenRefusal.self, from: Data($0)) }
            let words = refusal.map { $0.error + ($0.description.map { ": \($0)" } ?? "") } ?? "status \(answer.status)"
            if (500..<600).contains(answer.status) { throw OAuthError.unreachable(scrubber.scrub(words)) }
            throw OAuthError.refused(scrubber.scrub(words))
        }
    }

    /// application/x-www-form-urlencoded; percent-encoding is a form of it that every reader takes.
    private static func encoded(_ form: [(name: String, value: Secret)]) -> Secret {
        var text = SecretBuffer(capacity: 1_024)
        for (index, field) in form.enumerated() {
            text.append((index == 0 ? "" : "&") + field.name + "=")
            field.value.withBytes { TextEncoding.percent($0, into: &text) }
        }
        return text.secret()
    }
}
