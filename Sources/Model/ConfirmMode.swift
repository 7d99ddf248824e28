/// When the values of a secret are read back in clear.
package enum ConfirmMode: String, Sendable, CaseIterable {
    case off
    /// Where an item would end in doubt.
    case unknown
    /// After each write.
    case every
}
