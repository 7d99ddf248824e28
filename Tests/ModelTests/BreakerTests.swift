import Clock
import Testing

@testable import Model

@Suite struct BreakerTests {
    private let now = Instant.now
    private let retry = RetryPolicy(attempts: 3, base: .seconds(1), cap: .seconds(20))

    @Test("it opens after so many failures in a row, and an answer closes it again")
    func opens() {
        var breaker = Breaker(threshold: 3, retry: retry)
        breaker.failed(at: now)
        breaker.failed(at: now)
        breaker.recordAnswer()
        breaker.failed(at: now)
        breaker.failed(at: now)
        #expect(breaker.state == .closed)
        breaker.failed(at: now)
        #expect(breaker.state == .open(until: now + .seconds(4)))
        breaker.probeLeft()
        #expect(breaker.state == .probing)
        breaker.recordAnswer()
        #expect(breaker.state == .closed)
    }

    @Test("it gives up after as many probes as an item has attempts, with longer and longer pauses")
    func givesUp() {
        var breaker = Breaker(threshold: 1, retry: retry)
        breaker.failed(at: now)
        for pause in [8, 16] {
            breaker.probeLeft()
            breaker.failed(at: now)
            #expect(breaker.state == .open(until: now + .seconds(pause)))
        }
        breaker.probeLeft()
        breaker.failed(at: now)
        #expect(breaker.state == .gaveUp)
    }

    @Test("late failures of requests that left before it opened do not count as probes")
    func late() {
        var breaker = Breaker(threshold: 2, retry: retry)
        for _ in 0..<20 { breaker.failed(at: now) }
        #expect(breaker.state == .open(until: now + .seconds(4)))
    }

    @Test("zero switches it off")
    func off() {
        var breaker = Breaker(threshold: 0, retry: retry)
        for _ in 0..<1_000 { breaker.failed(at: now) }
        #expect(breaker.state == .closed)
    }
}
