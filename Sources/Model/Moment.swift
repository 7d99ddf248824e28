package import Foundation

/// Moments as the record keeps them: microseconds since 1970, UTC. No number causes a trap: a record may contain
/// anything.
package enum Moment {
    /// ISO 8601, UTC, milliseconds, as the database's views show it: `2026-03-01T04:05:06.789Z`.
    package static func text(microseconds: Int64) -> String {
        let day = Int(microseconds).dividedDown(by: 86_400_000_000)
        let rest = Int(microseconds) % 86_400_000_000
        let milliseconds = (rest < 0 ? rest + 86_400_000_000 : rest) / 1_000
        let date = CivilDate(number: day)
        let year = date.year < 0 ? "-" + padded(-date.year, 4) : padded(date.year, 4)
        let seconds = milliseconds / 1_000
        return "\(year)-\(padded(date.month, 2))-\(padded(date.day, 2))T\(padded(seconds / 3_600, 2)):"
            + "\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2)).\(padded(milliseconds % 1_000, 3))Z"
    }

    /// The time from one moment to another; 0 if the clock was set back in between.
    package static func microseconds(from start: Int64, to end: Int64) -> Int64 {
        let (difference, isFar) = end.subtractingReportingOverflow(start)
        return isFar ? (end < start ? 0 : .max) : max(0, difference)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Date {
    /// Since 1970, as tables keep it. A date outside of their range is set to its end.
    package var wholeMicroseconds: Int64 {
        let exact = (timeIntervalSince1970 * 1e6).rounded()
        return Int64(exactly: exact) ?? (exact < 0 ? .min : .max)
    }

    package init(microseconds: Int64) { self.init(timeIntervalSince1970: Double(microseconds) / 1e6) }
}
