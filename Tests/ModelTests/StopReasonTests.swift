import Model
import Secrets
import Testing

struct StopReasonTests {
    @Test("every reason is known by what its text begins with")
    func names() {
        let words: PublicText = "reason: that"
        let reasons: [(StopReason, StopReason.Name)] = [
            (.canary(failed: 1), .canary), (.failures(failed: 1, finished: 20), .failures), (.breaker, .breaker),
            (.unreachable, .unreachable), (.gate(words), .gate), (.unauthorized, .unauthorized),
            (.unrenewed("expired"), .unauthorized), (.noToken("late"), .token), (.configuration(words), .configuration),
            (.forbidden, .forbidden), (.certificate(words), .tls), (.limit(5), .limit),
            (.maxDuration(.seconds(5)), .maxDuration), (.signal(2), .signal),
        ]
        for (reason, name) in reasons {
            #expect(StopReason.Name(recorded: reason.text) == name, "\(reason.text)")
            #expect(name.isAsked == [.limit, .maxDuration, .signal].contains(name))
        }
        #expect(StopReason.Name(recorded: StopReason.cancelled.text) == nil)
    }
}
