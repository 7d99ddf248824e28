/// The limiter of one API host between two processes. Times: microseconds since 1970.
package struct PaceRow: Sendable {
    package let host: String
    package let theoreticalArrival: Int64
    package let heldUntil: Int64
    /// When this was written: a clock that was set back since says less.
    package let savedAt: Int64
    /// False while a process is at it, which may have sent more than this says.
    package let isClean: Bool

    package init(host: String, theoreticalArrival: Int64, heldUntil: Int64, savedAt: Int64, isClean: Bool) {
        self.host = host
        self.theoreticalArrival = theoreticalArrival
        self.heldUntil = heldUntil
        self.savedAt = savedAt
        self.isClean = isClean
    }
}
