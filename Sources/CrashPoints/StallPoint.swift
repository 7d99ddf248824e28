#if DEBUG && canImport(Glibc)
    import Glibc
#endif

/// A run that never ends, on purpose: the end of its items wakes nobody.
///
/// In a debug build `REKEY_STALL` arms it, so that tests can see what ends such a run. A release build holds nothing of
/// it.
package enum StallPoint {
    #if DEBUG
        package static let isArmed = getenv("REKEY_STALL") != nil
    #else
        @inline(__always) package static var isArmed: Bool { false }
    #endif
}
