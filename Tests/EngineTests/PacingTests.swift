import Clock
import Journal
import Model
import Testing

@testable import Engine

/// What a new process makes of the limiter's state that the last one left.
@Suite struct PacingTests {
    private let now = Instant.now
    private static let second: Int64 = 1_000_000
    private static let wall: Int64 = 1_800_000_000 * second

    /// - Parameter elapsed: seconds on the wall clock between the two processes.
    private func pacing(arrival: Int64, held: Int64, isClean: Bool = true, elapsed: Int64) throws -> Pacing {
        var limits = Limits()
        limits.rate = try Rate(text: "10/s")
        limits.burst = 10
        let row = PaceRow(
            host: "h", theoreticalArrival: Self.wall + arrival * Self.second, heldUntil: Self.wall + held * Self.second,
            savedAt: Self.wall, isClean: isClean)
        return Pacing(
            host: "h", limits: limits, row: row, now: now, wallMicroseconds: Self.wall + elapsed * Self.second)
    }

    @Test(
        "a hold is shorter by the time that has passed, and never longer, whatever the clock was set to",
        arguments: [(5, 55), (60, 0), (-3_600, 60), (-86_400 * 30, 60)] as [(Int64, Int64)])
    func held(elapsed: Int64, left: Int64) throws {
        let pacing = try pacing(arrival: 0, held: 60, elapsed: elapsed)
        #expect(max(now, pacing.heldUntil) == now + .seconds(left))
    }

    @Test("the bucket is as full as the last process left it, and no emptier than empty")
    func bucket() throws {
        #expect(try pacing(arrival: 1, held: 0, elapsed: 0).pace?.theoreticalArrival == now + .seconds(1))
        let setBack = try pacing(arrival: 1, held: 0, elapsed: -86_400)
        #expect(setBack.pace?.theoreticalArrival == now + .seconds(1))
    }

    @Test("after a process that ended without a word the bucket counts as empty")
    func unclean() throws {
        let pacing = try pacing(arrival: -100, held: 0, isClean: false, elapsed: 0)
        #expect(pacing.pace?.theoreticalArrival == now + .seconds(1))
    }
}
