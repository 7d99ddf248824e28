package import Model
package import Secrets
package import Transport

/// The requests about one secret, and what their answers mean.
package final class SecretsAPI: Sendable {
    private let client: HTTPClient
    private let connection: Connection
    private let limits: Limits
    /// Credentials that this one took the place of: the API has seen them too.
    private let earlier: [Secret]
    private static let maxEarlier = 8
    /// Enough for the list of an app with tens of thousands of secrets.
    package static let maxListBytes = 16 * 1_048_576

    /// - Parameter maxBodyBytes: of an answer; `nil` takes what fits the answer about one secret.
    /// - Throws: `EventLoopError`.
    package convenience init(
        _ connection: Connection, limits: Limits, on loops: [EventLoop], maxBodyBytes: Int? = nil
    ) throws {
        var settings = connection.settings(limits)
        if let maxBodyBytes { settings.maxBodyBytes = maxBodyBytes }
        self.init(connection, limits, try HTTPClient(on: loops, settings: settings), earlier: [])
    }

    private init(_ connection: Connection, _ limits: Limits, _ client: HTTPClient, earlier: [Secret]) {
        self.connection = connection
        self.limits = limits
        self.client = client
        self.earlier = earlier
    }

    /// What the API has been shown to let the caller in.
    package var credentials: [Secret] { [connection.credential.secret] + earlier }

    /// The same with another credential, over the same connections. - Throws: `EventLoopError` when memory is short.
    package func using(_ credential: Credential) throws -> SecretsAPI {
        var connection = connection
        connection.credential = credential
        return SecretsAPI(
            connection, limits, try client.using(headers: connection.settings(limits).headers),
            earlier: Array(credentials.prefix(Self.maxEarlier)))
    }

    /// Replaces all keys of a secret. `confirmed` means that the API says so, for this secret and exactly these keys.
    /// - Parameters:
    ///   - k8sName: what the secret was called when it was read; the answer must be about that one.
    ///   - hiding: what must not appear in the API's words; asked for when there are any.
    package func put(
        _ target: Target, _ values: [(key: KeyName, value: Secret)], k8sName: String?, isolation: isolated any Actor,
        hiding: () async -> Scrubber
    ) async -> Exchange {
        let request = HTTPRequest(.put, url: url(target)) { SecretUpdate.write(values, into: &$0) }
        let reader = AnswerReader(target: target, k8sName: k8sName)
        return await written(await client.send(request), reader, values, isolation: isolation, hiding: hiding)
    }

    /// Makes a secret that does not exist. `confirmed` means that the API says so, with 200 or 201, for this secret and
    /// exactly these keys; `unsupported` that the installation has no such request.
    package func create(
        _ target: Target, _ values: [(key: KeyName, value: Secret)], isolation: isolated any Actor,
        hiding: () async -> Scrubber
    ) async -> Exchange {
        let request = HTTPRequest(.post, url: connection.host.base + Self.pathOfSecrets(of: target.app)) {
            SecretUpdate.write(target.secret, values, into: &$0)
        }
        let reader = AnswerReader(target: target, takesCreated: true)
        let exchange = await written(await client.send(request), reader, values, isolation: isolation, hiding: hiding)
        return exchange.orUnsupported
    }

    private func written(
        _ result: Result<HTTPAnswer, HTTPFailure>, _ reader: AnswerReader, _ values: [(key: KeyName, value: Secret)],
        isolation: isolated any Actor, hiding: () async -> Scrubber
    ) async -> Exchange {
        var identity: SecretIdentity?
        var exchange = await reader.exchange(
            result, isolation: isolation, hiding: hiding,
            detail: { detail, entries in
                identity = detail.identity
                return Self.isSame(entries, values)
                    ? .confirmed
                    : .unexpected(status: 200, reason: "the answer does not have exactly the keys that were sent")
            })
        exchange.identity = identity
        return exchange
    }

    /// Reads a secret's keys; its values come as masks and are not looked at.
    /// - Returns: `wouldDrop` when keys are there that would vanish, `confirmed` otherwise.
    package func check(
        _ target: Target, keeps keys: Set<KeyName>, isolation: isolated any Actor, hiding: () async -> Scrubber
    ) async -> Exchange {
        let (exchange, found) = await self.keys(of: target, isolation: isolation, hiding: hiding)
        let vanishing = await found.vanishing(keeps: keys, isolation: isolation, hiding: hiding)
        if vanishing.isEmpty { return exchange }
        return Exchange(answer: .wouldDrop(vanishing), timing: exchange.timing)
    }

    /// Reads which keys a secret has. - Returns: what the answer means, and the keys where it is `confirmed`.
    package func keys(
        of target: Target, isolation: isolated any Actor, hiding: () async -> Scrubber
    ) async -> (exchange: Exchange, keys: PresentKeys) {
        let result = await client.send(HTTPRequest(.get, url: url(target)))
        var found = PresentKeys()
        var identity: SecretIdentity?
        var exchange = await AnswerReader(target: target).exchange(
            result, isolation: isolation, hiding: hiding,
            detail: { detail, entries in
                found = PresentKeys(entries.map(\.key))
                identity = detail.identity
                return .confirmed
            })
        exchange.identity = identity
        return (exchange, found)
    }

    /// Reads a secret's values in clear. - Returns: what the answer means, and the values where it is `confirmed`.
    package func reveal(
        _ target: Target, isolation: isolated any Actor, hiding: () async -> Scrubber
    ) async -> (exchange: Exchange, secret: RevealedSecret?) {
        let result = await client.send(HTTPRequest(.get, url: url(target) + "/reveal"))
        let reader = AnswerReader(target: target)
        var secret: RevealedSecret?
        var exchange = await reader.exchange(
            result, isolation: isolation, hiding: hiding,
            body: { body in
                guard let read = body.withBytes(RevealedSecret.read) else {
                    return .unexpected(status: 200, reason: "the answer is not a secret in JSON")
                }
                if let reason = reader.mismatch(read.detail) { return .unexpected(status: 200, reason: reason) }
                secret = read
                return .confirmed
            })
        exchange.identity = secret?.detail.identity
        return (exchange.orUnsupported, secret)
    }

    /// Reads a secret's values and compares them with those that were sent.
    /// - Returns: `confirmed` where they are the same, `differs` where others are there.
    package func confirm(
        _ target: Target, _ values: [(key: KeyName, value: Secret)], isolation: isolated any Actor,
        hiding: () async -> Scrubber
    ) async -> Exchange {
        var (exchange, secret) = await reveal(target, isolation: isolation, hiding: hiding)
        guard let secret, !secret.holds(values) else { return exchange }
        let identity = exchange.identity
        exchange = Exchange(answer: .differs, timing: exchange.timing)
        exchange.identity = identity
        return exchange
    }

    /// Lists the secrets of an app. - Returns: what the answer means, and the secrets where it is `confirmed`.
    package func list(
        _ app: AppID, isolation: isolated any Actor, hiding: () async -> Scrubber
    ) async -> (exchange: Exchange, secrets: [ListedSecret]) {
        let result = await client.send(HTTPRequest(.get, url: connection.host.base + Self.pathOfSecrets(of: app)))
        var secrets: [ListedSecret] = []
        let exchange = await AnswerReader(target: nil).exchange(
            result, isolation: isolation, hiding: hiding,
            body: { body in
                guard let list = body.withBytes(ListedSecret.read) else {
                    return .unexpected(status: 200, reason: "the answer is not a list of secrets in JSON")
                }
                secrets = list
                return .confirmed
            })
        return (exchange.orUnsupported, secrets)
    }

    /// Whether the same keys are there, in any order; mostly it is the order in which they were sent.
    private static func isSame(_ entries: [SecretDetail.Entry], _ values: [(key: KeyName, value: Secret)]) -> Bool {
        guard entries.count == values.count else { return false }
        return zip(entries, values).allSatisfy { $0.key == $1.key.text }
            || Set(entries.map(\.key)) == Set(values.map(\.key.text))
    }

    /// The path of all secrets of an app.
    package static func pathOfSecrets(of app: AppID) -> String { "/api/app/\(app.text)/secrets" }

    private func url(_ target: Target) -> String {
        var url = connection.host.base
        url.reserveCapacity(url.utf8.count + target.app.text.utf8.count + target.secret.text.utf8.count + 32)
        Self.appendPath(of: target, to: &url)
        return url
    }

    /// The path of a secret, its name percent-encoded.
    package static func path(of target: Target) -> String {
        var path = ""
        appendPath(of: target, to: &path)
        return path
    }

    private static func appendPath(of target: Target, to text: inout String) {
        text += "/api/app/"
        text += target.app.text
        text += "/secrets/"
        var name = target.secret.text
        if name.utf8.allSatisfy(TextEncoding.isUnreserved) { return text += name }
        var segment = SecretBuffer()
        name.withUTF8 { TextEncoding.percent(UnsafeRawBufferPointer($0), into: &segment) }
        text += segment.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
