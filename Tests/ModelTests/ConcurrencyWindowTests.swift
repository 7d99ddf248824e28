import Clock
import Testing

@testable import Model

@Suite struct WindowTests {
    private let start = Instant.now

    /// Lets `rounds` windows' worth of answers come, each after `duration`, as many at once as the window allows.
    private func answer(
        _ window: inout ConcurrencyWindow, rounds: Int, after duration: Duration, from now: inout Duration
    ) {
        for _ in 0..<rounds {
            for index in 0..<max(ConcurrencyWindow.minRound, window.allowed) {
                if index % window.allowed == 0 { now += duration }
                window.recordAnswer(
                    after: duration, start: start + now + duration * (index % window.allowed) / window.allowed)
            }
        }
    }

    @Test("it begins where the plan allows, and good answers never carry it further")
    func ceiling() {
        var window = ConcurrencyWindow(ceiling: 16)
        var now: Duration = .zero
        #expect(window.allowed == 16)
        answer(&window, rounds: 50, after: .milliseconds(5), from: &now)
        #expect(window.allowed == 16)
    }

    @Test("a refusal halves it, the answers to what left before say nothing, and one comes back for each round")
    func refused() {
        var window = ConcurrencyWindow(ceiling: 16)
        window.refused(start: start, at: start + .seconds(1))
        #expect(window.allowed == 8)
        for _ in 0..<15 {
            window.refused(start: start, at: start + .seconds(2))
            window.recordAnswer(after: .seconds(2), start: start)
        }
        #expect(window.allowed == 8)
        for _ in 0..<9 { window.recordAnswer(after: .milliseconds(5), start: start + .seconds(3)) }
        #expect(window.allowed == 9)
        var now: Duration = .seconds(4)
        answer(&window, rounds: 20, after: .milliseconds(5), from: &now)
        #expect(window.allowed == 16)
    }

    @Test("one request is always allowed")
    func least() {
        var window = ConcurrencyWindow(ceiling: 4)
        for second in 1..<10 { window.refused(start: start + .seconds(second), at: start + .seconds(second)) }
        #expect(window.allowed == 1)
        var now: Duration = .seconds(20)
        answer(&window, rounds: 1, after: .milliseconds(5), from: &now)
        #expect(window.allowed > 1)
    }

    @Test("it narrows while fewer requests make the answers come sooner")
    func slow() {
        var window = ConcurrencyWindow(ceiling: 32)
        var now: Duration = .zero
        answer(&window, rounds: 4, after: .milliseconds(20), from: &now)
        var maximum = 0
        for round in 0..<60 {
            // A server with four places of 20 ms: the time grows with what waits there.
            answer(&window, rounds: 1, after: .milliseconds(5) * max(4, window.allowed), from: &now)
            if round > 20 { maximum = max(maximum, window.allowed) }
        }
        #expect(maximum < 20)
    }

    @Test("an API that is slow for another reason does not hold the run back for long")
    func slowByItself() {
        var window = ConcurrencyWindow(ceiling: 16)
        var now: Duration = .zero
        answer(&window, rounds: 4, after: .milliseconds(20), from: &now)
        answer(&window, rounds: 2, after: .seconds(1), from: &now)
        #expect(window.allowed == 8)
        answer(&window, rounds: 3, after: .seconds(1), from: &now)
        #expect(window.allowed == 16)
        answer(&window, rounds: 20, after: .seconds(1), from: &now)
        #expect(window.allowed == 16)
    }

    @Test("times that vary by themselves from 1 to 500 ms do not narrow it")
    func varying() {
        var window = ConcurrencyWindow(ceiling: 16)
        var random = SystemRandomNumberGenerator()
        var narrowed = 0
        for index in 0..<20_000 {
            let duration = Duration.milliseconds(Int.random(in: 1...500, using: &random))
            window.recordAnswer(after: duration, start: start + .milliseconds(index * 20))
            if window.allowed < 16 { narrowed += 1 }
        }
        // More than double the mean of sixteen is 7 of its deviations away.
        #expect(narrowed == 0)
    }
}
