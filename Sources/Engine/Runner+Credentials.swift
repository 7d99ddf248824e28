import Clock
import Journal
import Model
import Nx1
import Secrets
import Transport

/// Access tokens that end before the run does.
extension Runner {
    /// Whether a 401 to a request of that age is worth one renewal: once for each token, and not for one that was just
    /// got for the same reason.
    func mayRenew(_ age: Int) -> Bool {
        guard settings.renewal != nil else { return false }
        return age < credentialAge || refusedAge != credentialAge
    }

    /// Nothing leaves until there is another token.
    func askForRenewal(_ age: Int) {
        guard age == credentialAge, !isRenewing else { return }
        isRenewing = true
        dispatch.isPaused = true
        waits.credentials.ring()
    }

    /// Renews before the token expires, and when it was refused.
    func keepCredential(_ renewal: CredentialRenewal) async {
        var expiresAt = renewal.expiresAt
        while !isOver {
            let moment = expiresAt.map(renewalMoment)
            waits.credentials.set(moment)
            await waits.credentials.wait(isolation: self)
            if isOver { return }
            // It also rings for a refusal that came while the last renewal was under way, and that one has settled.
            guard isRenewing || moment.map({ $0 <= .now }) ?? false else { continue }
            do {
                let next = try await activity.during { try await renewal.renew() }
                api = try api.using(next.credential)
                expiresAt = next.expiresAt
                credentialAge += 1
                if isRenewing { refusedAge = credentialAge }
            } catch {
                if isRenewing { dispatch.stop(Self.stop(for: error)) }
                // The token may hold longer than its server said; a refusal would tell.
                expiresAt = nil
            }
            isRenewing = false
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

    /// Shortly before its end: a request takes a while to arrive. A token that holds for seconds is renewed late in its
    /// life all the same, or it would be renewed without end.
    private func renewalMoment(_ end: Instant) -> Instant {
        let left = Instant.now.duration(to: end)
        return Instant.now + max(left * 4 / 5, left - .seconds(30))
    }
}
