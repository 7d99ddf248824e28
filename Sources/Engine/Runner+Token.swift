import Clock
import Model
import Nx1
import Secrets
import Transport

/// Access tokens that end before the run does.
extension Runner {
    /// Renews before the token expires, and when it was refused.
    func keepToken(_ renewal: CredentialRenewal) async {
        while !isOver {
            waits.credentials.set(token.scheduleRenewal(at: .now))
            await waits.credentials.wait(isolation: self)
            if isOver { return }
            // It also rings for a refusal that came while the last renewal was under way, and that one has settled.
            guard token.needsRenewal(at: .now) else { continue }
            do {
                let next = try await activity.during { try await renewal.renew() }
                api = try api.using(next.credential)
                token.renewed(expiresAt: next.expiresAt)
            } catch {
                if token.renewalFailed() { dispatch.stop(Self.stop(for: error)) }
            }
            dispatch.isPaused = false
            pump()
            waits.recording.ring()
        }
    }

    /// Only a verdict on the credentials is one; a server that is not there is asked again by `resume`.
    private static func stop(for error: any Error) -> StopReason {
        switch error {
        case OAuthError.refused, OAuthError.refusedHeader: .unrenewed("\(error)")
        case is ConfigurationError, OAuthError.unexpected:
            // Its parts are scrubbed already.
            .configuration(PublicText("\(error)", hiding: Scrubber([])))
        case is CancellationError: .cancelled
        default: .noToken("\(error)")
        }
    }
}
