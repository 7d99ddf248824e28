import Model
import Nx1

/// Asks an authorization server again, as `retry` says, if it could not answer: 408, 429, a 5xx or no answer at all.
struct AuthorizationRetry: Sendable {
    let retry: RetryPolicy
    /// What is requested, to complete "the authorization server did not give".
    let wanted: String
    /// Gets a sentence for each further attempt.
    let warned: @Sendable (String) -> Void

    /// If the server asks for a longer wait than this, the request fails.
    private static let longestWait: Duration = .seconds(300)

    /// - Throws: `OAuthError`, `unreachable` if the attempts are used up; `CancellationError`; errors of `request`.
    func send<T: Sendable>(_ request: @Sendable () async throws -> T) async throws -> T {
        var random = SystemRandomNumberGenerator()
        var attempt = 1
        while true {
            do {
                return try await request()
            } catch OAuthError.busy(let text, let retryAfter) {
                try Task.checkCancellation()
                let wait = max(retry.wait(after: attempt, using: &random), retryAfter ?? .zero)
                guard attempt < retry.attempts else { throw OAuthError.unreachable(text) }
                guard wait <= Self.longestWait else {
                    throw OAuthError.unreachable("\(text) (it asks for a wait of \(wait.text))")
                }
                warned(
                    "the authorization server did not return \(wanted) (\(text)); trying again, attempt \(attempt + 1)")
                try await Task.sleep(for: wait)
                attempt += 1
            }
        }
    }
}
