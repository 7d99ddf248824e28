/// What a key allows its value to be, and what is done with it before it is sent.
package struct ValueRules: Sendable, Hashable {
    /// `empty: allowed`.
    package var allowsEmpty = false
    /// `raw: allowed`: masks, references and ciphertext are sent as they are.
    package var allowsRaw = false
    /// `trim: true`: white space goes off both ends.
    package var trims = false

    package init(allowsEmpty: Bool = false, allowsRaw: Bool = false, trims: Bool = false) {
        self.allowsEmpty = allowsEmpty
        self.allowsRaw = allowsRaw
        self.trims = trims
    }

    /// What either of two keys allows, for a value that both take.
    package func union(_ other: ValueRules) -> ValueRules {
        ValueRules(
            allowsEmpty: allowsEmpty || other.allowsEmpty, allowsRaw: allowsRaw || other.allowsRaw,
            trims: trims && other.trims)
    }
}
