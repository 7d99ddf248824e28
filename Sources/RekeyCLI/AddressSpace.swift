#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Checks that there is enough address space for the stacks of threads and the heaps.
enum AddressSpace {
    private static let neededBytes = 128 * 1_048_576

    /// Without it the runtime waits forever for threads that it cannot start.
    /// - Throws: `Exhausted` if a limit (`ulimit -v`) leaves too little.
    static func check() throws {
        let room = mmap(nil, neededBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let room, room != MAP_FAILED else { throw Exhausted() }
        munmap(room, neededBytes)
    }

    struct Exhausted: Error, CustomStringConvertible {
        let description = "the limit on memory leaves no room for threads, and nothing was done; raise it (ulimit -v)"
    }
}
