/// Which characters a generated value may begin and end with.
///
/// Most programs take a value that begins with `-` for an option, and a shell takes `~` for a home folder.
package enum EdgeCharacters: String, Sendable, CaseIterable {
    /// A letter or digit at both ends.
    case alphanumeric
    /// A letter first, a letter or digit last.
    case letter
    /// Any of the value's characters at both ends.
    case any

    /// The values of `first:` in a job file; the default is `alphanumeric`.
    package static let choices: [EdgeCharacters] = [.letter, .any]

    package func allowsFirst(_ byte: UInt8) -> Bool {
        switch self {
        case .alphanumeric: Self.isLetter(byte) || Self.isDigit(byte)
        case .letter: Self.isLetter(byte)
        case .any: true
        }
    }

    package func allowsLast(_ byte: UInt8) -> Bool {
        self == .any || Self.isLetter(byte) || Self.isDigit(byte)
    }

    func allowsFirst(_ name: CharacterClass) -> Bool {
        switch self {
        case .alphanumeric: name != .symbol
        case .letter: name == .lower || name == .upper
        case .any: true
        }
    }

    func allowsLast(_ name: CharacterClass) -> Bool { self == .any || name != .symbol }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
