import Foundation

/// An interval in which the UTC offset of a zone does not change. Times are in seconds since 1970, UTC.
struct UTCOffsetInterval: Sendable, Equatable {
    let start: Int
    /// The first second after it.
    let end: Int
    /// The zone's offset from UTC.
    let offset: Int
    /// The offset before `start`; the same as `offset` if the interval was cut off there.
    let offsetBefore: Int

    /// A change of the offset by this much or more is a correction of the clock; less is a change such as daylight
    /// saving.
    static let correction = 3 * 3_600

    /// From `start` to the next change, but not beyond `limit`.
    init(from start: Int, until limit: Int, in zone: TimeZone) {
        let offset = Self.offset(at: start, in: zone)
        self.start = start
        self.offset = offset
        offsetBefore = Self.offset(at: start - 1, in: zone)
        var end = start
        repeat {
            end = Self.nextChange(after: end, in: zone) ?? limit
            // Some changes only rename the zone.
        } while end < limit && Self.offset(at: end, in: zone) == offset
        self.end = min(end, limit)
    }

    var localStart: Int { start + offset }

    var localEnd: Int { end + offset }

    /// Local times up to here have passed already. When the clock was put forward this is before `localStart` (the
    /// times in between were skipped); when it was put back it is after it (the times in between are repeated).
    var localMark: Int { abs(offset - offsetBefore) < Self.correction ? start + offsetBefore : localStart }

    /// All intervals of a period, in order, each with the earlier changes that still matter.
    static func all(from first: Int, until limit: Int, in zone: TimeZone) -> [UTCOffsetInterval] {
        var stretches = [UTCOffsetInterval(from: first - correction, until: limit, in: zone)]
        while let end = stretches.last?.end, end < limit {
            stretches.append(UTCOffsetInterval(from: end, until: limit, in: zone))
        }
        return stretches
    }

    private static func offset(at second: Int, in zone: TimeZone) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
    }

    /// Foundation reports every change of the offset here, not only daylight saving.
    private static func nextChange(after second: Int, in zone: TimeZone) -> Int? {
        let change = zone.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: Double(second)))
        // For dates in a far future it returns a date in the past.
        return change.map { Int($0.timeIntervalSince1970) }.flatMap { $0 > second ? $0 : nil }
    }
}
