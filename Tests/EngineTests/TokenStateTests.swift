import Clock
import Testing

@testable import Engine

/// What a refused request and a renewal do to the access token of a session.
@Suite struct TokenStateTests {
    private let now = Instant.now

    private enum Event {
        /// The API refused a request that was sent with the token of this number.
        case refused(Int, TokenState.Refusal)
        case renewed
        /// - Parameter stops: whether the run must stop.
        case failed(stops: Bool)
    }

    private func token(expiresIn duration: Duration? = nil) -> TokenState {
        TokenState(CredentialRenewal(expiresAt: duration.map { now + $0 }) { throw CancellationError() })
    }

    private func check(_ events: [Event], number: Int, phase: TokenState.Phase) {
        var token = token()
        for event in events {
            switch event {
            case .refused(let number, let expected):
                let refusal = token.refused(number)
                #expect(refusal == expected, "\(events)")
            case .renewed: token.renewed(expiresAt: nil)
            case .failed(let expected):
                let stops = token.renewalFailed()
                #expect(stops == expected, "\(events)")
            }
        }
        #expect(token.number == number && token.phase == phase, "\(events)")
        #expect(token.needsRenewal(at: now) == (phase == .refused), "\(events)")
    }

    @Test("the first refusal asks for another token, and requests that were under way wait for it")
    func refusals() {
        check([], number: 0, phase: .valid)
        check([.refused(0, .renew), .refused(0, .retry)], number: 0, phase: .refused)
        check([.refused(0, .renew), .renewed, .refused(0, .retry)], number: 1, phase: .replacement)
    }

    @Test("a refusal of the token that replaced a refused one is final")
    func replacement() {
        check([.refused(0, .renew), .renewed, .refused(1, .final)], number: 1, phase: .replacement)
        check(
            [.refused(0, .renew), .renewed, .failed(stops: false), .refused(1, .final)], number: 1, phase: .replacement)
        // One that was renewed in time has not been refused, so another one may help.
        check([.refused(0, .renew), .renewed, .renewed, .refused(2, .renew)], number: 2, phase: .refused)
        check([.renewed, .refused(1, .renew), .refused(0, .retry)], number: 1, phase: .refused)
    }

    @Test("a renewal that fails stops the run only where the present token was refused")
    func failure() {
        check([.failed(stops: false)], number: 0, phase: .valid)
        check([.refused(0, .renew), .failed(stops: true)], number: 0, phase: .valid)
        check([.failed(stops: false), .refused(0, .renew)], number: 0, phase: .refused)
    }

    @Test("a credential that cannot be renewed is refused for good")
    func notRenewable() {
        var token = TokenState(nil)
        let refusal = token.refused(0)
        let moment = token.scheduleRenewal(at: now)
        #expect(refusal == .final && moment == nil && token.phase == .valid)
    }

    @Test(
        "a token is renewed half a minute before its end, one that holds for a short time after four fifths of it",
        arguments: [(3_600, 3_570), (150, 120), (100, 80), (10, 8), (0, 0)])
    func schedule(seconds: Int, renewed: Int) {
        var token = token(expiresIn: .seconds(seconds))
        let moment = now + .seconds(renewed)
        let scheduled = token.scheduleRenewal(at: now)
        #expect(scheduled == moment)
        #expect(token.needsRenewal(at: moment) && !token.needsRenewal(at: moment - .milliseconds(1)))
    }

    @Test("the end of a token that could not be renewed is not waited for again")
    func noSchedule() {
        var token = token(expiresIn: .seconds(100))
        _ = token.scheduleRenewal(at: now)
        let stops = token.renewalFailed()
        let moment = token.scheduleRenewal(at: now)
        #expect(!stops && moment == nil && !token.needsRenewal(at: now + .seconds(100)))
        token.renewed(expiresAt: now + .seconds(200))
        let next = token.scheduleRenewal(at: now)
        #expect(next == now + .seconds(170))
    }
}
