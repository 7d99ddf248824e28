/// The moments at which a crash would tell the most: around each commit, and around each request.
///
/// In a debug build the process kills itself, as `kill -9` would, at the one that `REKEY_CRASH_AT` names: `answered`, or
/// `answered:3` for the third time that it gets there. A release build holds nothing of it. A test runs the program
/// against every case, so a new one is covered by being here and being passed.
package enum CrashPoint: String, CaseIterable, Sendable {
    // The key file, the database, its schema.
    case keyWritten = "key-written"
    case keyNamed = "key-named"
    case keyReplaced = "key-replaced"
    case rewrapBeforeCommit = "rewrap-before-commit"
    case rewrapAfterCommit = "rewrap-after-commit"
    case databaseCreated = "database-created"
    case schemaBeforeCommit = "schema-before-commit"
    case schemaAfterCommit = "schema-after-commit"
    case fingerprintKeyBeforeCommit = "fingerprint-key-before-commit"
    case fingerprintKeyAfterCommit = "fingerprint-key-after-commit"

    case markBeforeCommit = "mark-before-commit"
    case markAfterCommit = "mark-after-commit"

    // Plans.
    case applyBeforeCommit = "apply-before-commit"
    case applyAfterCommit = "apply-after-commit"
    case removeBeforeCommit = "remove-before-commit"
    case removeAfterCommit = "remove-after-commit"

    // Old runs.
    case pruneBeforeCommit = "prune-before-commit"
    case pruneAfterCommit = "prune-after-commit"

    // Copies, and what tells them from the original.
    case witnessWritten = "witness-written"
    case backupWritten = "backup-written"
    case backupNamed = "backup-named"
    case restoredBeforeCommit = "restored-before-commit"
    case restoredAfterCommit = "restored-after-commit"

    // Values that rekey is told.
    case adoptBeforeCommit = "adopt-before-commit"
    case adoptAfterCommit = "adopt-after-commit"

    // A run as a whole.
    case runBeforeCommit = "run-before-commit"
    case runAfterCommit = "run-after-commit"
    case recoveryBeforeCommit = "recovery-before-commit"
    case recoveryAfterCommit = "recovery-after-commit"
    case reopenBeforeCommit = "reopen-before-commit"
    case reopenAfterCommit = "reopen-after-commit"
    case retryBeforeCommit = "retry-before-commit"
    case retryAfterCommit = "retry-after-commit"
    case finishBeforeCommit = "finish-before-commit"
    case finishAfterCommit = "finish-after-commit"
    case cancelBeforeCommit = "cancel-before-commit"
    case cancelAfterCommit = "cancel-after-commit"
    case logTruncated = "log-truncated"
    case noticeBeforeCommit = "notice-before-commit"
    case noticeAfterCommit = "notice-after-commit"

    // An item on its way: sealed, released, sent, answered, recorded.
    case valuesBeforeCommit = "values-before-commit"
    case valuesAfterCommit = "values-after-commit"
    case releaseBeforeCommit = "release-before-commit"
    case releaseAfterCommit = "release-after-commit"
    case departing
    case answered
    case stepReturned = "step-returned"
    case standingBeforeCommit = "standing-before-commit"
    case standingAfterCommit = "standing-after-commit"
    case outcomeBeforeCommit = "outcome-before-commit"
    case outcomeAfterCommit = "outcome-after-commit"
}
