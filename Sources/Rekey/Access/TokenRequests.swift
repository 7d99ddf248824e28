import Journal
import Model
import Nx1

/// Asks a token endpoint: again as `retry` says, and never more often than once in ten seconds for one credential,
/// whatever the server answers and however many processes ask.
struct TokenRequests: Sendable {
    let journal: Journal
    let retry: RetryPolicy
    /// Gets a sentence when it takes a while.
    let warned: @Sendable (String) -> Void

    private static let spacing: Duration = .seconds(10)
    private static let longestSilence: Duration = .seconds(2)

    /// - Parameter credential: a digest of what is shown.
    /// - Throws: `OAuthError`, the last one when the attempts are used up; `CancellationError`.
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
                    "waiting \(Duration.seconds(wait.components.seconds).text): a credential asks for a token once in \(Self.spacing.text) at most"
                )
            }
            try await Task.sleep(for: wait)
        }
    }
}
