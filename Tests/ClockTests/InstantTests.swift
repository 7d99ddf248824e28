import Clock
import Testing

/// Moments and the waits between them.
@Suite struct InstantTests {
    private let start = Instant.now

    @Test(
        "a moment and a wait make another moment, and two moments a wait",
        arguments: [-1_500_000_001, -1, 0, 1, 86_400_000_000_000])
    func arithmetic(nanoseconds: Int) {
        let wait = Duration.nanoseconds(nanoseconds)
        let end = start + wait
        #expect(end - start == wait && start.duration(to: end) == wait && end - wait == start)
        #expect((end < start) == (nanoseconds < 0))
    }

    @Test("waits of centuries end at the end of the clock instead of past it")
    func ends() {
        let late = start + .seconds(20_000_000_000)
        #expect(late > start && late + .seconds(20_000_000_000) == late)
        let early = start - .seconds(20_000_000_000)
        #expect(early < start && early - .seconds(20_000_000_000) == early)
    }

    @Test("it goes the same way as the standard library's own clock")
    func clock() async throws {
        let (ours, theirs) = (Instant.now, ContinuousClock.now)
        try await Task.sleep(for: .milliseconds(20))
        let (wait, other) = (Instant.now - ours, ContinuousClock.now - theirs)
        #expect(wait >= .milliseconds(20) && wait <= other)
    }
}
