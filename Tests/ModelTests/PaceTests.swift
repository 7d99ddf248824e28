import Clock
import Testing

@testable import Model

@Suite struct PaceTests {
    private let start = Instant.now

    private func departures(_ pace: inout Pace, count: Int, lateness: Duration = .zero) -> [Duration] {
        var now = start
        return (0..<count).map { _ in
            now = max(now, pace.nextDeparture + lateness)
            pace.depart(at: now)
            return start.duration(to: now)
        }
    }

    @Test("a rested bucket lets its burst go at once, then keeps the rate")
    func burst() throws {
        var pace = Pace(rate: try Rate(text: "10/s"), burst: 5, theoreticalArrival: start)
        let times = departures(&pace, count: 15)
        #expect(times[4] == .zero)
        #expect(times[5] >= .milliseconds(98))
        #expect(times[14] >= .milliseconds(990) && times[14] <= .milliseconds(1_001))
    }

    @Test("timers that are late do not lower the rate", arguments: [1, 5, 50])
    func late(burst: Int) throws {
        var pace = Pace(rate: try Rate(text: "1000/s"), burst: burst, theoreticalArrival: start)
        let times = departures(&pace, count: 1_000 + burst, lateness: .microseconds(700))
        #expect(times[999 + burst] <= .milliseconds(1_010))
    }

    @Test("no window holds more than its share and one burst", arguments: [(20, 20), (100, 10), (7, 1)])
    func windows(perSecond: Int, burst: Int) throws {
        var pace = Pace(rate: try Rate(text: "\(perSecond)/s"), burst: burst, theoreticalArrival: start)
        let times = departures(&pace, count: 400)
        for (index, time) in times.enumerated() {
            let inWindow = times[index...].prefix { $0 < time + .seconds(1) }.count
            #expect(inWindow <= perSecond + burst + 1)
        }
    }

    @Test("a bucket that counts as empty gives nothing at once")
    func emptied() throws {
        let rate = try Rate(text: "10/s")
        let pace = Pace(
            rate: rate, burst: 5, theoreticalArrival: Pace.emptied(rate: rate, burst: 5, at: start))
        #expect(start.duration(to: pace.nextDeparture) == .milliseconds(100))
    }

    @Test("the wait before another try doubles up to the cap, and jitter keeps below it")
    func backoff() {
        let retry = RetryPolicy(attempts: 9, base: .milliseconds(500), cap: .seconds(30))
        #expect(
            (1...8).map { retry.ceiling(after: $0).wholeMilliseconds } == [
                500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
            ])
        var random = SystemRandomNumberGenerator()
        for attempt in 1...8 {
            let waits = (0..<200).map { _ in retry.wait(after: attempt, using: &random) }
            #expect(waits.allSatisfy { $0 >= .zero && $0 <= retry.ceiling(after: attempt) })
            #expect(Set(waits).count > 100)
        }
    }
}
