import Foundation

/// Times as the views show them: ISO 8601, UTC, milliseconds.
enum Timestamp {
    static func text(microseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(microseconds / 1_000) / 1_000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
