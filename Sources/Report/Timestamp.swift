package import Foundation

/// Times as the views show them: ISO 8601, UTC, milliseconds.
package enum Timestamp {
    package static func text(microseconds: Int64) -> String {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        // A formatter that is given the fraction cuts off what a Double lacks to the next millisecond.
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(Date.ISO8601FormatStyle())
        let fraction = String(1_000 + rest / 1_000).dropFirst()
        return "\(whole.dropLast()).\(fraction)Z"
    }

    package static func text(_ date: Date) -> String {
        text(microseconds: Int64((date.timeIntervalSince1970 * 1e6).rounded()))
    }

    /// `2026-03-01 04:05:06 UTC`, for people.
    static func plain(microseconds: Int64) -> String {
        text(microseconds: microseconds).prefix(19).replacing("T", with: " ") + " UTC"
    }
}
