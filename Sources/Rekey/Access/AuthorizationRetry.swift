import Model
import Nx1

/// Asks an authorization server again as `retry` says where it could not answer: 408, 429, a 5xx or no answer at all.
struct AuthorizationRetry: Sendable {
    let retry: RetryPolicy
    /// What is asked for, to complete "the authorization server did not give".
    let wanted: String
    /// Gets a sentence for each time that it is asked again.
    let warned: @Sendable (String) -> Void

    /// A server that wants to be left alone for longer is not waited for.
    private static let longestWait: Duration = .seconds(300)

    /// - Throws: `OAuthError`, `unreachable` when the attempts are used up; `CancellationError`; what `request` throws.
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
                    throw OAuthError.unreachable("\(text) (it asks to be left alone for \(wait.text))")
                }
                warned(
                    "the authorization server did not give \(wanted) (\(text)); asking again, attempt \(attempt + 1)")
                try await Task.sleep(for: wait)
                attempt += 1
            }
        }
    }
}
