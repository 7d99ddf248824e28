import Foundation

/// A stretch of time in which the clock of a zone runs evenly. Times are in seconds since 1970, UTC.
struct UTCOffsetInterval: Sendable, Equatable {
    let start: Int
    /// The first second that is no longer in it.
    let end: Int
    /// What the zone's clock shows more than UTC.
    let offset: Int
    /// The offset before `start`; the same one where the stretch was cut off there.
    let offsetBefore: Int

    /// Any change of the offset is one, daylight saving or not; from here on it is a correction of the clock.
    static let correction = 3 * 3_600

    /// From `start` to the next change, at most to `limit`.
    init(from start: Int, until limit: Int, in zone: TimeZone) {
        let offset = Self.offset(at: start, in: zone)
        self.start = start
        self.offset = offset
        offsetBefore = Self.offset(at: start - 1, in: zone)
        var end = start
        repeat {
            end = Self.nextChange(after: end, in: zone) ?? limit
            // Some changes are of the zone's name alone.
        } while end < limit && Self.offset(at: end, in: zone) == offset
        self.end = min(end, limit)
    }

    var localStart: Int { start + offset }

    var localEnd: Int { end + offset }

    /// What the clock has shown before counts as passed, up to here: before `localStart` when it was put forward (what
    /// lies between was skipped), after it when it was put back (what lies between comes again).
    var localMark: Int { abs(offset - offsetBefore) < Self.correction ? start + offsetBefore : localStart }

    /// All of a time, in order, each with the changes that still matter to it.
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

    /// Foundation reports every change of the offset here, not daylight saving alone.
    private static func nextChange(after second: Int, in zone: TimeZone) -> Int? {
        let change = zone.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: Double(second)))
        // In a far future it answers with a date of the past.
        return change.map { Int($0.timeIntervalSince1970) }.flatMap { $0 > second ? $0 : nil }
    }
}
