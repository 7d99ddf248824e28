/// What a key allows as its value, and how the value is changed before it is sent.
package struct ValueRules: Sendable, Hashable {
    /// `empty: allowed`.
    package var allowsEmpty = false
    /// `raw: allowed`: masks, references and ciphertext are sent as they are.
    package var allowsRaw = false
    /// `trim: true`: white space is removed from both ends.
    package var trims = false

    package init(allowsEmpty: Bool = false, allowsRaw: Bool = false, trims: Bool = false) {
        self.allowsEmpty = allowsEmpty
        self.allowsRaw = allowsRaw
        self.trims = trims
    }

    /// The union of what two keys allow, for a value that both take.
    package func union(_ other: ValueRules) -> ValueRules {
        ValueRules(
            allowsEmpty: allowsEmpty || other.allowsEmpty, allowsRaw: allowsRaw || other.allowsRaw,
            trims: trims && other.trims)
    }
}
