#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The wall clock for the record.
///
/// It is read once, on the first use. From then on the clock that is never set counts. So setting the wall clock during
/// a run changes neither the order of the run's times nor any duration.
package enum WallClock {
    private static let origin = (wall: read(), steady: Instant.now)

    /// Microseconds since 1970, UTC.
    package static var nowMicroseconds: Int64 {
        let elapsed = origin.steady.duration(to: .now).components
        return origin.wall + max(0, elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000)
    }

    /// From 2020-01-01 to before 2200-01-01: a clock outside of this range is wrong, and so would be every time that is
    /// recorded.
    package static let plausible: Range<Int64> = 1_577_836_800_000_000..<7_258_118_400_000_000

    private static func read() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)  // it fails only for a clock that does not exist
        let (micros, isFar) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000)
        return isFar ? (time.tv_sec < 0 ? .min / 2 : .max / 2) : micros + Int64(time.tv_nsec) / 1_000
    }
}
