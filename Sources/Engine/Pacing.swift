import Clock
import Journal
import Model

/// The limiter's state on its way between the database, which knows the wall clock, and the run, which knows none.
struct Pacing: Sendable {
    let host: String
    let pace: Pace?
    let heldUntil: Instant

    /// - Parameters:
    ///   - row: what the last process left; `nil` where none has used this host.
    ///   - now: the same moment on both clocks.
    init(
        host: String, limits: Limits, row: PaceRow?, now: Instant, wallMicroseconds: Int64
    ) {
        self.host = host
        let burst = limits.effectiveBurst
        // Where the wall clock was set back since, the row's own moment counts as the present one, so that no run is
        // held for longer than it would have been.
        let present = max(wallMicroseconds, row?.savedAt ?? 0)
        let at = { (wall: Int64) in now + .microseconds(wall - present) }
        heldUntil = row.map { min(at($0.heldUntil), now + Self.longestHold) } ?? now
        guard let rate = limits.rate else {
            pace = nil
            return
        }
        let empty = Pace.emptied(rate: rate, burst: burst, at: now)
        // A process that died may have sent more than it recorded, so its bucket counts as empty.
        let arrival = row.map { $0.isClean ? min(at($0.theoreticalArrival), empty) : empty } ?? now
        pace = Pace(rate: rate, burst: burst, theoreticalArrival: arrival)
    }

    private static let longestHold: Duration = .seconds(86_400)

    func row(_ dispatch: borrowing Dispatch, now: Instant, isClean: Bool) -> PaceRow {
        PaceRow(host: host, pace: dispatch.pace, heldUntil: dispatch.heldUntil, now: now, isClean: isClean)
    }
}

extension PaceRow {
    /// - Parameter now: the present moment.
    init(
        host: String, pace: Pace?, heldUntil: Instant, now: Instant, isClean: Bool
    ) {
        let wall = Int64.nowMicroseconds
        let at = { (moment: Instant) in wall + now.duration(to: moment).wholeMicroseconds }
        self.init(
            host: host, theoreticalArrival: at(pace?.theoreticalArrival ?? now), heldUntil: at(heldUntil),
            savedAt: wall, isClean: isClean)
    }
}
