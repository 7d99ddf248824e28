import Foundation
import Model
import Rekey
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Relays SIGINT, SIGTERM and SIGHUP.
///
/// The handler may only do what is safe in a signal handler (signal-safety(7)): it writes the number into a pipe. A
/// thread of its own reads the pipe until the process ends (`ProcessGuard`), whatever the runs do or wait for.
///
/// `UnixSignals` of swift-service-lifecycle (2.13) does not fit, for three reasons:
/// - All iterators of its sequence share one `AsyncStream`, so a signal reaches one listener only. Here a signal that
///   arrives between two listeners is kept, and the process guard and the run both get each signal (`SignalRelay`).
/// - It delivers through Dispatch and the tasks of the Swift runtime. The second signal must end the process even when
///   every thread of the runtime is blocked.
/// - It has no check for an ignored SIGHUP, so a program started by nohup(1) would stop with its terminal.
enum Signals {
    private static let writeEnd = Atomic<Int32>(-1)

    static let relay = SignalRelay()

    private static let numbers = [SIGINT, SIGTERM, SIGHUP]

    /// Until the handlers of `catchThem` are installed, and for commands that never install them, a signal ends the
    /// process at once, with the exit code for an interruption.
    static func endAtOnce() {
        // _exit(2) is safe in a handler (signal-safety(7)); exit handlers are not, and they have nothing to do.
        handle { _ in _exit(ExitStatus.resumable.rawValue) }
    }

    private static func handle(_ handler: @escaping @convention(c) (Int32) -> Void) {
        for number in numbers where !(number == SIGHUP && isIgnored(number)) {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = handler
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }

    /// nohup(1) makes a program ignore SIGHUP, so that it outlives its terminal.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// From now on the signals go to `relay` instead of ending the process.
    /// - Returns: the pipe's end from which the numbers must be read; `nil` if there is no pipe. Then the signals still
    ///   end the process, which loses nothing either.
    static func catchThem() -> Int32? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        handle { number in
            let kept = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(Signals.writeEnd.load(ordering: .relaxed), &byte, 1)
            errno = kept
        }
        return ends[0]
    }
}
