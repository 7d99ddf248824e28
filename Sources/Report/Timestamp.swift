package import Foundation
import Model

/// Times as the views show them: ISO 8601, UTC, milliseconds.
package enum Timestamp {
    package static func text(microseconds: Int64) -> String { Moment.text(microseconds: microseconds) }

    package static func text(_ date: Date) -> String { text(microseconds: date.wholeMicroseconds) }

    /// `2026-03-01 04:05:06 UTC`, for people.
    static func plain(microseconds: Int64) -> String {
        text(microseconds: microseconds).dropLast(5).replacing("T", with: " ") + " UTC"
    }
}
