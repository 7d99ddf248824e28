package import Model
package import Secrecy
package import Transport

/// The two requests of the API that an item needs, and what their answers mean.
package final class SecretsAPI: Sendable {
    private let client: HTTPClient
    private let connection: Connection
    private let limits: Limits

    /// - Throws: `EventLoopError`.
    package convenience init(_ connection: Connection, limits: Limits, on loops: [EventLoop]) throws {
        self.init(connection, limits, try HTTPClient(on: loops, settings: connection.settings(limits)))
    }

    private init(_ connection: Connection, _ limits: Limits, _ client: HTTPClient) {
        self.connection = connection
        self.limits = limits
        self.client = client
    }

    /// The same with another credential, over the same connections. - Throws: `EventLoopError` when memory is short.
    package func using(_ credential: Credential) throws -> SecretsAPI {
        var connection = connection
        connection.credential = credential
        return SecretsAPI(connection, limits, try client.using(headers: connection.settings(limits).headers))
    }

    /// Replaces all keys of a secret. `confirmed` means that the API says so, for this secret and exactly these keys.
    package func put(
        _ target: Target, _ values: [(key: KeyName, value: Secret)], isolation: isolated any Actor
    ) async -> Exchange {
        let request = HTTPRequest(.put, url: url(target)) { SecretUpdate.write(values, into: &$0) }
        let result = await client.send(request)
        let reader = AnswerReader(target: target, secrets: values.map(\.value) + [self.connection.credential.secret])
        return reader.exchange(
            result,
            keys: { keys in
                Self.isSame(keys, values)
                    ? .confirmed
                    : .unexpected(status: 200, reason: "the answer does not have exactly the keys that were sent")
            })
    }

    /// Reads a secret's keys; its values come as masks and are not looked at.
    /// - Returns: `wouldDrop` when keys are there that would vanish, `confirmed` otherwise.
    package func check(
        _ target: Target, keeps keys: Set<KeyName>, isolation: isolated any Actor
    ) async -> Exchange {
        var (exchange, found) = await self.keys(of: target, isolation: isolation)
        let vanishing = found.filter { !keys.contains($0) }
        if !vanishing.isEmpty { exchange = Exchange(answer: .wouldDrop(vanishing), timing: exchange.timing) }
        return exchange
    }

    /// Reads which keys a secret has. - Returns: what the answer means, and the keys where it is `confirmed`.
    package func keys(of target: Target, isolation: isolated any Actor) async -> (exchange: Exchange, keys: [KeyName]) {
        let result = await client.send(HTTPRequest(.get, url: url(target)))
        let reader = AnswerReader(target: target, secrets: [self.connection.credential.secret])
        var found: [KeyName] = []
        let exchange = reader.exchange(
            result,
            keys: { keys in
                found = keys.map(KeyName.init(stored:))
                return .confirmed
            })
        return (exchange, found)
    }

    /// Whether the same keys are there, in any order; mostly it is the order in which they were sent.
    private static func isSame(_ keys: [String], _ values: [(key: KeyName, value: Secret)]) -> Bool {
        guard keys.count == values.count else { return false }
        return zip(keys, values).allSatisfy { $0 == $1.key.text } || Set(keys) == Set(values.map(\.key.text))
    }

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
