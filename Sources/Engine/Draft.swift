import Journal
import Model
import Secrecy

/// A pending item with what its values are made of, as far as that had to be fetched.
struct Draft: Sendable {
    let row: ItemRow
    /// What its secret's values are so far; only where a key stands on them.
    var known: KnownVersion?
    /// The version that it puts back; only in a rollback or a restore.
    var restored: VersionRow?
    /// From the plan's list, still sealed.
    var columns: [(name: String, sealed: [UInt8])] = []
    /// Values that took long to get, by the index of their key.
    var slow: [Int: Result<Secret, Refusal>] = [:]
    /// Keys that rekey itself wrote and that may therefore go.
    var written: [KeyName] = []
}
