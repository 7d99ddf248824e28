import Journal
import Model
import Secrets

/// A pending item with what its values are made of, as far as that had to be fetched.
struct PendingItem: Sendable {
    let row: ItemRow
    /// `nil` for most: their values are made from the plan alone.
    var inputs: ItemInputs?

    /// In one place, because a pending item is handed on many times.
    final class ItemInputs: Sendable {
        /// What its secret's values are so far; only where a key depends on them.
        let known: KnownVersion?
        /// The version that it puts back; only in a rollback or a restore.
        let restored: KnownVersion?
        /// From the plan's list, still sealed.
        let columns: [(name: String, sealed: [UInt8])]
        /// Keys that rekey itself wrote and that may therefore go.
        let written: [KeyName]
        /// Values that took long to get, by the index of their key.
        let slow: [Int: Result<Secret, InvalidInput>]

        init(
            known: KnownVersion? = nil, restored: KnownVersion? = nil,
            columns: [(name: String, sealed: [UInt8])] = [], written: [KeyName] = [],
            slow: [Int: Result<Secret, InvalidInput>] = [:]
        ) {
            self.known = known
            self.restored = restored
            self.columns = columns
            self.written = written
            self.slow = slow
        }
    }

    /// Whether a program did not give its value.
    var hasFailedProgram: Bool {
        inputs?.slow.values.contains { if case .failure = $0 { true } else { false } } ?? false
    }

    /// With values that took long to get, by the index of their key.
    func with(slow values: [Int: Result<Secret, InvalidInput>]) -> PendingItem {
        PendingItem(
            row: row,
            inputs: ItemInputs(
                known: inputs?.known, restored: inputs?.restored, columns: inputs?.columns ?? [],
                written: inputs?.written ?? [], slow: values))
    }
}
