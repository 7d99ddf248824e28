import Foundation
import Model
import Secrets
import Transport

/// Speaks with an authorization server. One request a call; `TokenRequests` decides when, and how often.
package actor OAuthSession {
    private let loop: EventLoop
    private let client: HTTPClient
    private let identity: OAuthClient?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Shorter secrets are in any text by chance; taking them out would leave no message.
    private static let minSecretBytes = 4
    /// Codes that speak of the server's state, not of the caller (RFC 6749, section 4.1.2.1; RFC 8628, section 3.5).
    private static let passingCodes = ["temporarily_unavailable", "server_error", "slow_down"]

    /// - Parameters:
    ///   - caFile: a CA bundle besides the system's.
    ///   - client: proves who it is; a public client does not.
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
        identity = client
        var settings = HTTPSettings()
        settings.headers = [
            ("Content-Type", Secret(utf8: "application/x-www-form-urlencoded")),
            ("Accept", Secret(utf8: "application/json")), ("User-Agent", Secret(utf8: "rekey")),
        ]
        settings.caFile = caFile
        self.client = try HTTPClient(on: loop, settings: settings)
    }

    // MARK: Discovery

    /// The addresses that an issuer publishes, as OpenID Connect Discovery 1.0 or RFC 8414 has it. No credential goes
    /// there.
    /// - Throws: `OAuthError`, `ConfigurationError`.
    package func discover(_ issuer: OAuthSettings.Setting) async throws -> OAuthEndpoints {
        var base = try TokenEndpoint.checked(issuer.text, from: issuer.place)
        while base.hasSuffix("/") { base.removeLast() }
        var found = try await published(base + "/.well-known/openid-configuration")
        if found == nil { found = try await published(DiscoveryDocument.metadataURL(of: base)) }
        guard let found else { throw OAuthError.unexpected("\(base) publishes no OpenID configuration") }
        // Section 4.3: another issuer's document is an attack or a mistake.
        let said = found.issuer.hasSuffix("/") ? String(found.issuer.dropLast()) : found.issuer
        guard said == base || said == issuer.text else {
            throw OAuthError.unexpected("\(base) speaks for \(quoted(found.issuer))")
        }
        return try OAuthEndpoints(found, of: base)
    }

    /// - Returns: `nil` where something else is, or nothing.
    private func published(_ url: String) async throws -> DiscoveryDocument? {
        switch await client.send(HTTPRequest(.get, url: url)) {
        case .failure(let failure): throw Self.lost(failure, Scrubber([]))
        case .success(let answer):
            if Self.isPassing(answer.status) {
                throw OAuthError.busy("\(url): status \(answer.status)", retryAfter: answer.retryAfter)
            }
            guard answer.status == 200 else { return nil }
            return answer.body.withBytes { try? JSONDecoder().decode(DiscoveryDocument.self, from: Data($0)) }
        }
    }

    // MARK: Tokens

    /// Asks for a token.
    /// - Parameter form: the fields of the request, but those of the client.
    /// - Throws: `OAuthError`, `ConfigurationError`.
    package func token(_ endpoint: TokenEndpoint, _ form: [TokenField]) async throws -> TokenGrant {
        let isClient = form.contains { $0.name == "grant_type" && $0.value == Secret(utf8: "client_credentials") }
        let scrubber = scrubber(form)
        let answer = try await send(endpoint, form, scrubber)
        let found = answer.body.withBytes { try? JSONDecoder().decode(TokenAnswer.self, from: Data($0)) }
        guard (200..<300).contains(answer.status), let found, let access = found.access else {
            throw refusal(answer, found, isClient: isClient, scrubber)
        }
        guard found.kind == .bearer else { throw OAuthError.unexpected("it holds no bearer token") }
        let isCarried = access.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        guard isCarried else {
            throw OAuthError.unexpected(
                "its access token has a space, a line break or another character that a header cannot carry")
        }
        return TokenGrant(
            access: Secret(utf8: access), refresh: found.refresh.map(Secret.init(utf8:)), lifetime: found.lifetime)
    }

    /// Takes a token back (RFC 7009). - Throws: `OAuthError`, `ConfigurationError`.
    package func revoke(_ endpoint: TokenEndpoint, _ form: [TokenField]) async throws {
        let scrubber = scrubber(form)
        let answer = try await send(endpoint, form, scrubber)
        guard !(200..<300).contains(answer.status) else { return }
        let found = answer.body.withBytes { try? JSONDecoder().decode(TokenAnswer.self, from: Data($0)) }
        throw refusal(answer, found, isClient: false, scrubber)
    }

    /// The only place from which a client's secret, an assertion, a code or a refresh token leaves.
    private func send(_ endpoint: TokenEndpoint, _ form: [TokenField], _ scrubber: Scrubber) async throws -> HTTPAnswer
    {
        let own = identity?.fields ?? []
        let all = form.filter { field in !own.contains { $0.name == field.name } } + own
        var sender = client
        if let authorization = identity?.authorization {
            sender = try client.adding(header: ("Authorization", authorization))
        }
        switch await sender.send(HTTPRequest(.post, url: endpoint.url, body: Self.encoded(all))) {
        case .failure(let failure): throw Self.lost(failure, scrubber)
        case .success(let answer):
            if case .cutShort = answer.end, (200..<300).contains(answer.status) {
                throw OAuthError.busy("its answer was cut short", retryAfter: nil)
            }
            return answer
        }
    }

    private func refusal(
        _ answer: HTTPAnswer, _ found: TokenAnswer?, isClient: Bool, _ scrubber: Scrubber
    ) -> OAuthError {
        let words = scrubber.scrub(found?.refusal ?? "status \(answer.status)")
        let isPassing = Self.isPassing(answer.status) || Self.passingCodes.contains(found?.error ?? "")
        if isPassing { return .busy(words, retryAfter: answer.retryAfter) }
        switch answer.status {
        case 200..<300 where found?.error == nil: return .unexpected("it holds no bearer token")
        case 300..<400: return .unexpected("status \(answer.status); no redirect is followed")
        // Whoever gives no reason has not looked at the credentials, but for those who may not enter at all.
        case 400..<500 where found?.error == nil && ![401, 403].contains(answer.status): return .unreachable(words)
        default:
            let remedy = remedy(found?.error, isClient: isClient)
            return isHeaderUnknown(found?.error, answer) ? .refusedHeader(words, remedy) : .refused(words, remedy)
        }
    }

    private func remedy(_ code: String?, isClient: Bool) -> OAuthRemedy {
        guard let identity else { return .person }
        if code == "invalid_scope" { return .scope }
        return isClient || code == "invalid_client" ? identity.remedy : .person
    }

    /// Whether a refusal means that the server does not know Basic: one that does names it in its challenge (RFC 6749,
    /// section 5.2).
    private func isHeaderUnknown(_ code: String?, _ answer: HTTPAnswer) -> Bool {
        identity?.authorization != nil && ["invalid_client", "invalid_request"].contains(code)
            && answer.challenge?.lowercased().hasPrefix("basic") != true
    }

    private func scrubber(_ form: [TokenField]) -> Scrubber {
        let secrets = form.filter(\.isSecret).map(\.value) + (identity?.secrets ?? [])
        return Scrubber(secrets.filter { $0.count >= Self.minSecretBytes })
    }

    private static func isPassing(_ status: Int) -> Bool {
        status == 408 || status == 429 || (500..<600).contains(status)
    }

    private static func lost(_ failure: HTTPFailure, _ scrubber: Scrubber) -> any Error {
        let words = scrubber.scrub(failure.message)
        switch failure.cause {
        case .configuration: return ConfigurationError("the authorization server: \(words)")
        case .proxy:
            return ConfigurationError(
                "the authorization server: \(words); correct the address and the password in HTTPS_PROXY, or name the "
                    + "host in NO_PROXY")
        case .certificate, .setup, .protocolViolation, .cancelled: return OAuthError.unreachable(words)
        case .dns, .connect, .tls, .timeout, .reset, .proxyUnavailable: return OAuthError.busy(words, retryAfter: nil)
        }
    }

    /// application/x-www-form-urlencoded; percent-encoding is a form of it that every reader takes.
    private static func encoded(_ form: [TokenField]) -> Secret {
        var text = SecretBuffer(capacity: 1_024)
        for (index, field) in form.enumerated() {
            text.append((index == 0 ? "" : "&") + field.name + "=")
            field.value.withBytes { TextEncoding.percent($0, into: &text) }
        }
        return text.secret()
    }
}
