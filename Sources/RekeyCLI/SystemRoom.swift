import Foundation
import Threads
import Transport

#if canImport(Glibc)
    import Glibc
#endif

/// What a command needs of the system before it begins: without it the libraries below wait for ever, or end the
/// process without a word.
enum SystemRoom {
    /// The loops, the journal, the guard, the resolver and what watches programs, besides a thread for each core.
    private static let ownThreads = 10
    private static let maxPoolThreads = 16

    /// - Throws: `AddressSpace.Exhausted`, `ThreadShortage` or `OpenFiles.Shortage`.
    static func check() throws {
        try AddressSpace.check()
        try ThreadRoom.check(ownThreads + min(maxPoolThreads, ProcessInfo.processInfo.activeProcessorCount))
        try OpenFiles.check()
    }
}
