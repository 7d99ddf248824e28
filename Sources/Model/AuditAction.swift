/// The actions that the audit trail records.
package enum AuditAction: String, Sendable, CaseIterable {
    case apply, remove, run, resume, retry, rollback, restore, cancel, adopt, reveal
    case keyRotate = "key_rotate"
    case prune, login, logout, backup
    /// The end of a run, with its counts and a digest of its outcomes.
    case end
    /// A copy or a restored backup replaced the original.
    case restored
    case retire, confirm, coverage
}
