import Journal
import Model
import Secrecy

/// A pending item with what its values are made of, as far as that had to be fetched.
struct Draft: Sendable {
    let row: ItemRow
    /// `nil` for most: their values are made from the plan alone.
    var material: Material?

    /// In one place, because a draft is handed on many times on its way.
    final class Material: Sendable {
        /// What its secret's values are so far; only where a key stands on them.
        let known: KnownVersion?
        /// The version that it puts back; only in a rollback or a restore.
        let restored: KnownVersion?
        /// From the plan's list, still sealed.
        let columns: [(name: String, sealed: [UInt8])]
        /// Keys that rekey itself wrote and that may therefore go.
        let written: [KeyName]
        /// Values that took long to get, by the index of their key.
        let slow: [Int: Result<Secret, Refusal>]

        init(
            known: KnownVersion? = nil, restored: KnownVersion? = nil,
            columns: [(name: String, sealed: [UInt8])] = [], written: [KeyName] = [],
            slow: [Int: Result<Secret, Refusal>] = [:]
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
        material?.slow.values.contains { if case .failure = $0 { true } else { false } } ?? false
    }

    /// With values that took long to get, by the index of their key.
    func with(slow values: [Int: Result<Secret, Refusal>]) -> Draft {
        Draft(
            row: row,
            material: Material(
                known: material?.known, restored: material?.restored, columns: material?.columns ?? [],
                written: material?.written ?? [], slow: values))
    }
}
