import Foundation

/// Reads `2026-03-29T03:00+02:00`, or UTC without an offset.
func instant(_ text: String) throws -> Date {
    let (clock, offset) = (text.prefix(16), text.dropFirst(16))
    return try Date("\(clock):00\(offset.isEmpty ? "Z" : String(offset))", strategy: .iso8601)
}
