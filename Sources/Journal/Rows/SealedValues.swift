import Foundation
import GRDB
package import Model

/// The values of one item as the database keeps them.
package enum SealedValues: Sendable {
    /// One envelope of all.
    case together([UInt8])
    /// An envelope of each, from before migration 7.
    case each([(key: KeyName, sealed: [UInt8])])

    /// - Returns: `nil` where they are shredded.
    init?(_ row: BoundStatement.Columns, at place: Int32) {
        if row.isNull(place) { return nil }
        self = row.isText(place) ? .each(Self.envelopes(row.text(place))) : .together(row.blob(place))
    }

    /// - Returns: `nil` where they are shredded.
    init?(_ column: DatabaseValue) {
        switch column.storage {
        case .blob(let envelope): self = .together(Array(envelope))
        case .string(let text): self = .each(Self.envelopes(text))
        case .null, .int64, .double: return nil
        }
    }

    /// Nothing where the text is not what the migration wrote: as with changed bytes, the values do not open then.
    private static func envelopes(_ text: String) -> [(key: KeyName, sealed: [UInt8])] {
        let byKey = (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
        return byKey.compactMap { key, digits in [UInt8](hexadecimal: digits).map { (KeyName(stored: key), $0) } }
    }
}

extension [UInt8] {
    /// - Returns: `nil` for anything but pairs of digits.
    init?(hexadecimal digits: String) {
        let digits = Array(digits.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        self = []
        reserveCapacity(digits.count / 2)
        for at in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[at...at + 1], as: UTF8.self), radix: 16) else { return nil }
            append(byte)
        }
    }
}
