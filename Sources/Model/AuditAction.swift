/// What the audit trail keeps.
package enum AuditAction: String, Sendable, CaseIterable {
    case apply, remove, run, resume, retry, rollback, restore, cancel, adopt, reveal
    case keyRotate = "key_rotate"
    case prune, login, logout, backup
    /// A run's end, with its counts and a digest of its outcomes.
    case end
    /// A copy, or a backup that was put back, took the original's place.
    case restored
    case retire, confirm, coverage
}
