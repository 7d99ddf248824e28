#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// A moment of the clock that is never set and that continues while the machine sleeps (CLOCK_BOOTTIME in
/// clock_gettime(2)), like `ContinuousClock`.
///
/// The layout of `ContinuousClock.Instant` is not public, so types that contain one are laid out, copied and destroyed
/// through tables at run time. That took a fifth of an item's time outside of libcurl and SQLite.
package struct Instant: InstantProtocol, Sendable {
    /// Since the machine was started.
    package let nanoseconds: Int64

    package static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)  // it fails only for a clock that does not exist
        // A clock that was set to a time outside of the range stays at the end.
        let (seconds, isFar) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isFarther) = seconds.addingReportingOverflow(Int64(time.tv_nsec))
        return Instant(nanoseconds: isFar || isFarther ? (time.tv_sec < 0 ? .min : .max) : sum)
    }

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Outside of the range, 292 years in either direction, the value stays at the end.
    package func advanced(by duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        let (whole, isFar) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isFarther) = nanoseconds.addingReportingOverflow(whole)
        let (end, isFarthest) = sum.addingReportingOverflow(attoseconds / 1_000_000_000)
        if isFar || isFarther || isFarthest { return Instant(nanoseconds: seconds < 0 ? .min : .max) }
        return Instant(nanoseconds: end)
    }

    package func duration(to other: Instant) -> Duration {
        .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func + (moment: Instant, wait: Duration) -> Instant { moment.advanced(by: wait) }

    package static func - (moment: Instant, wait: Duration) -> Instant { moment.advanced(by: .zero - wait) }

    package static func - (end: Instant, start: Instant) -> Duration { start.duration(to: end) }
}
