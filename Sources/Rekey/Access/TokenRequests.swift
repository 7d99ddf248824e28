import Journal
import Model
import Nx1

/// Asks a token endpoint. Failures are retried as `retry` says, but never more often than once in ten seconds for one
/// credential, whatever the server answers and however many processes ask.
struct TokenRequests: Sendable {
    let journal: Journal
    let retry: RetryPolicy
    /// Gets a sentence if there is a long wait.
    let warned: @Sendable (String) -> Void

    private static let spacing: Duration = .seconds(10)
    private static let longestSilence: Duration = .seconds(2)

    /// - Parameter credential: a digest of the credential.
    /// - Throws: `OAuthError`, the last one if the attempts are used up; `CancellationError`.
    func send<T: Sendable>(_ credential: String, _ request: @Sendable () async throws -> T) async throws -> T {
        try await AuthorizationRetry(retry: retry, wanted: "a token", warned: warned).send {
            try await waitForTurn(credential)
            return try await request()
        }
    }

    private func waitForTurn(_ credential: String) async throws {
        while true {
            let wait = try await journal.takeTokenTurn(of: credential, spacing: Self.spacing)
            if wait == .zero { return }
            if wait >= Self.longestSilence {
                warned(
                    "waiting \(Duration.seconds(wait.components.seconds).text): for one credential a token is "
                        + "requested once in \(Self.spacing.text) at most"
                )
            }
            try await Task.sleep(for: wait)
        }
    }
}
