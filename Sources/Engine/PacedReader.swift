package import Clock
package import Journal
package import Model
package import Nx1
package import Secrets
import Transport

/// Asks the API outside of a run: under the same pace, with the same retries, and without changing anything there.
package actor PacedReader {
    private let loop: EventLoop
    private let secrets: SecretsAPI
    private let apps: AppsAPI
    private let retry: RetryPolicy
    /// What is shown to the API.
    package nonisolated let credentialKind: CredentialKind
    private let host: String
    private let onHold: @Sendable (Instant) -> Void
    private var pace: Pace?
    private var heldUntil: Instant
    private var random = SystemRandomNumberGenerator()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Lends a reader, and returns the state of the limiter after it.
    /// - Parameters:
    ///   - row: the limiter as the last process left it.
    ///   - onHold: called when the API asks for a pause, with the moment of its end.
    /// - Throws: `EventLoopError`, or what `body` throws.
    package static func with<R: Sendable>(
        _ connection: Connection, limits: Limits, retry: RetryPolicy, row: PaceRow?,
        onHold: @escaping @Sendable (Instant) -> Void = { _ in },
        _ body: @Sendable (PacedReader) async throws -> R
    ) async throws -> (result: R, pace: PaceRow) {
        let loop = try EventLoop()
        defer { loop.close() }
        let inquiry = try PacedReader(loop, connection, limits, retry, row, onHold)
        let result = try await body(inquiry)
        return (result, await inquiry.row())
    }

    private init(
        _ loop: EventLoop, _ connection: Connection, _ limits: Limits, _ retry: RetryPolicy, _ row: PaceRow?,
        _ onHold: @escaping @Sendable (Instant) -> Void
    ) throws {
        self.loop = loop
        self.retry = retry
        credentialKind = connection.kind
        self.onHold = onHold
        secrets = try SecretsAPI(connection, limits: limits, on: [loop], maxBodyBytes: SecretsAPI.maxListBytes)
        apps = try AppsAPI(connection, limits: limits, on: loop)
        let pacing = Pacing(
            host: connection.host.authority, limits: limits, row: row, now: .now, wallMicroseconds: .nowMicroseconds)
        host = pacing.host
        pace = pacing.pace
        heldUntil = pacing.heldUntil
    }

    /// The keys that a secret has, and those that others would take away.
    /// - Parameter known: secrets that must not appear in what the API says of it.
    /// - Throws: `CancellationError`.
    package func keys(
        of target: Target, keeps keys: [KeyName], known: @escaping @Sendable () async -> [Secret]?
    ) async throws -> (answer: Answer, keys: PresentKeys, vanishing: VanishingKeys, identity: SecretIdentity?) {
        let hiding: () async -> Scrubber = {
            let credentials = self.secrets.credentials
            return await known().map { Scrubber($0 + credentials) } ?? .blind
        }
        let (answer, (present, identity)) = try await ask {
            let (exchange, keys) = await self.secrets.keys(of: target, isolation: self, hiding: hiding)
            return (exchange, (keys, exchange.identity))
        }
        let vanishing = await present.vanishing(keeps: Set(keys), isolation: self, hiding: hiding)
        return (answer, present, vanishing, identity)
    }

    /// The values that a secret has, in clear. - Returns: `nil` for the secret where the answer is not `confirmed`.
    /// - Parameter known: secrets that must not appear in what the API says of it.
    /// - Throws: `CancellationError`.
    package func reveal(
        of target: Target, known: @escaping @Sendable () async -> [Secret]?
    ) async throws -> (answer: Answer, secret: RevealedSecret?) {
        let hiding: () async -> Scrubber = {
            let credentials = self.secrets.credentials
            return await known().map { Scrubber($0 + credentials) } ?? .blind
        }
        return try await ask { await self.secrets.reveal(target, isolation: self, hiding: hiding) }
    }

    /// The apps that the caller may see. - Throws: `CancellationError`.
    package func apps(type: AppType?) async throws -> (answer: Answer, apps: [App]) {
        try await ask { await self.apps.list(type: type, isolation: self) }
    }

    /// The secrets of an app, without what has a credential in it. - Throws: `CancellationError`.
    package func secrets(of app: AppID) async throws -> (answer: Answer, secrets: [ListedSecret]) {
        let scrubber = Scrubber(secrets.credentials)
        let (answer, listed) = try await ask {
            await self.secrets.list(app, isolation: self, hiding: { scrubber })
        }
        return (answer, listed.compactMap { $0.hiding(scrubber) })
    }

    private func ask<T>(_ send: () async -> (exchange: Exchange, T)) async throws -> (answer: Answer, T) {
        var attempt = 1
        while true {
            try await waitForTurn()
            let (exchange, result) = await send()
            let answer = exchange.answer
            if let wait = answer.retryAfter { heldUntil = max(heldUntil, Instant.now + wait) }
            guard answer.isTransient, attempt < retry.attempts else { return (answer, result) }
            try await Task.sleep(for: retry.wait(after: attempt, using: &random))
            attempt += 1
        }
    }

    private func waitForTurn() async throws {
        while true {
            let now = Instant.now
            if heldUntil > now { onHold(heldUntil) }
            let earliest = max(heldUntil, pace?.nextDeparture ?? now)
            if earliest <= now { break }
            try await Task.sleep(for: Instant.now.duration(to: earliest))
        }
        pace?.depart(at: Instant.now)
    }

    private func row() -> PaceRow {
        PaceRow(host: host, pace: pace, heldUntil: heldUntil, now: Instant.now, isClean: true)
    }
}
