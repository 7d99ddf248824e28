#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The room for the stacks of threads and the heaps.
enum AddressSpace {
    private static let neededBytes = 128 * 1_048_576

    /// Without it the runtime waits without end for threads that it cannot start.
    /// - Throws: `Exhausted` where a limit (`ulimit -v`) leaves too little.
    static func check() throws {
        let room = mmap(nil, neededBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let room, room != MAP_FAILED else { throw Exhausted() }
        munmap(room, neededBytes)
    }

    struct Exhausted: Error, CustomStringConvertible {
        let description = "the limit on memory leaves no room for threads; raise it (ulimit -v), nothing was done"
    }
}
