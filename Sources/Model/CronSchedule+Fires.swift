package import Foundation

/// The schedule in a time zone; clock changes are handled as in Vixie cron.
///
/// A job at a fixed time that falls into a skipped interval runs once, at the moment of the change. One in a repeated
/// interval runs the first time only. A job with `*` in minute or hour follows the local clock. A change by three hours
/// or more is a correction of the clock (Pacific/Apia had no 2011-12-30): every job just follows the new time.
extension CronSchedule {
    /// The first time after `date`, or nil if there is none within a hundred years.
    package func next(after date: Date, in zone: TimeZone) -> Date? {
        let lower = Self.second(of: date) + 1
        let limit = lower + Self.farthest
        var stretch = UTCOffsetInterval(from: lower - UTCOffsetInterval.correction, until: limit, in: zone)
        while true {
            if let fire = firstFire(in: stretch, from: lower) { return Date(timeIntervalSince1970: Double(fire)) }
            guard stretch.end < limit else { return nil }
            stretch = UTCOffsetInterval(from: stretch.end, until: limit, in: zone)
        }
    }

    /// The last time that is after `earliest` and not after `date`, or nil if there is none within a hundred years.
    package func latest(atOrBefore date: Date, in zone: TimeZone, notBefore earliest: Date) -> Date? {
        var upper = Self.second(of: date) + 1
        let lower = max(Self.second(of: earliest) + 1, upper - Self.farthest)
        var span = 7 * 86_400
        while upper > lower {
            let from = max(lower, upper - span)
            for stretch in UTCOffsetInterval.all(from: from, until: upper, in: zone).reversed() {
                if let fire = lastFire(in: stretch, from: from) { return Date(timeIntervalSince1970: Double(fire)) }
            }
            upper = from
            span *= 4
        }
        return nil
    }

    /// 29 February falls on a Sunday at least once in 40 years; but `*/5 2` on the days of a change may never occur.
    private static let farthest = 100 * 366 * 86_400

    private func firstFire(in stretch: UTCOffsetInterval, from lower: Int) -> Int? {
        if stretch.start >= lower, makesUp(at: stretch) { return stretch.start }
        return firstLocal(from: max(begin(of: stretch), lower + stretch.offset), before: stretch.localEnd)
            .map { $0 - stretch.offset }
    }

    private func lastFire(in stretch: UTCOffsetInterval, from lower: Int) -> Int? {
        let local = lastLocal(from: max(begin(of: stretch), lower + stretch.offset), before: stretch.localEnd)
        if let local { return local - stretch.offset }
        return stretch.start >= lower && makesUp(at: stretch) ? stretch.start : nil
    }

    /// Whether the change at the interval's start skipped a time at which the job had to run.
    private func makesUp(at stretch: UTCOffsetInterval) -> Bool {
        isAtFixedTime && firstLocal(from: stretch.localMark, before: stretch.localStart) != nil
    }

    /// The local time from which the interval's times count.
    private func begin(of stretch: UTCOffsetInterval) -> Int {
        isAtFixedTime ? max(stretch.localMark, stretch.localStart) : stretch.localStart
    }

    /// Rounded down, and limited to the years 1 to 9999.
    private static func second(of date: Date) -> Int {
        let (first, last) = (-62_135_596_800.0, 253_402_300_799.0)
        let seconds = date.timeIntervalSince1970
        return seconds > first ? Int(min(seconds, last).rounded(.down)) : Int(first)
    }
}
