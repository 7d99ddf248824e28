/// What the audit trail keeps.
package enum AuditAction: String, Sendable, CaseIterable {
    case apply, remove, run, resume, retry, rollback, restore, cancel, adopt, reveal
    case keyRotate = "key_rotate"
    case prune, login, logout
}
