import Foundation
import Rekey
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// SIGINT, SIGTERM and SIGHUP, to be relayed.
///
/// The handler may only do what is safe in a signal handler (signal-safety(7)): it writes the number into a pipe. A
/// thread of its own reads the pipe until the process ends (`ProcessGuard`), whatever the runs do or wait for.
enum Signals {
    private static let writeEnd = Atomic<Int32>(-1)

    static let relay = SignalRelay()

    /// From now on the signals go to `relay`, instead of ending the process.
    /// - Returns: the pipe's end from which the numbers are to be read; `nil` where there is none, and then the signals
    ///   end the process, which loses nothing either.
    static func catchThem() -> Int32? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                let kept = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(Signals.writeEnd.load(ordering: .relaxed), &byte, 1)
                errno = kept
            }
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
        return ends[0]
    }
}
