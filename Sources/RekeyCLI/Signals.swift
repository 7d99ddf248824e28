import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// SIGINT, SIGTERM and SIGHUP as a stream.
///
/// The handler may only do what is safe in a signal handler (signal-safety(7)): it writes the number into a pipe. The
/// pipe keeps what arrives while nobody listens, so that a signal between two runs is not lost.
enum Signals {
    private static let writeEnd = Atomic<Int32>(-1)
    private static let readEnd: Int32 = {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return -1 }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        return ends[0]
    }()

    /// From now on the signals are kept for `stream`, instead of ending the process.
    static func catchThem() {
        guard readEnd >= 0 else { return }  // then they end the process, which loses nothing either
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
    }

    /// The signals from now on, and those that nobody has read yet.
    static func stream() -> AsyncStream<Int32> {
        guard readEnd >= 0 else { return AsyncStream { $0.finish() } }
        let handle = FileHandle(fileDescriptor: readEnd, closeOnDealloc: false)
        return AsyncStream { continuation in
            handle.readabilityHandler = { handle in
                for byte in handle.availableData { continuation.yield(Int32(byte)) }
            }
            continuation.onTermination = { _ in handle.readabilityHandler = nil }
        }
    }
}
