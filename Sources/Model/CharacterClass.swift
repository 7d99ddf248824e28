/// The four classes of characters that a password policy counts.
package enum CharacterClass: String, Sendable, CaseIterable {
    case lower, upper, digit, symbol
}
