import Foundation
import Threads
import Transport

#if canImport(Glibc)
    import Glibc
#endif

/// Checks the system resources that a command needs before it starts. Without them the libraries below wait forever, or
/// end the process without a message.
enum SystemRoom {
    /// The loops, the journal, the guard, the resolver and the threads for programs, besides a thread for each core.
    private static let ownThreads = 10
    private static let maxPoolThreads = 16

    /// - Throws: `AddressSpace.Exhausted`, `ThreadShortage` or `OpenFiles.Shortage`.
    static func check() throws {
        try AddressSpace.check()
        try ThreadRoom.check(ownThreads + min(maxPoolThreads, ProcessInfo.processInfo.activeProcessorCount))
        try OpenFiles.check()
    }
}
