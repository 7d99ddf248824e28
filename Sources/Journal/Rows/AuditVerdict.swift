/// What became of the audit trail.
package enum AuditVerdict: Sendable, Equatable {
    case whole(AuditHead)
    case changed(row: Int64)
    /// This row is not there; when it is the next after the last one, the end was cut off.
    case missing(row: Int64)
    /// A row that rekey did not write.
    case foreign(row: Int64)
    /// The sealed head does not open or is gone, so that the length of the trail is not known.
    case noHead
    /// The trail is as it was written, but it and the record do not say the same: each difference in words.
    case contradicted([String])
}
