import Clock
import Engine
import Journal
import Logging
import Model
import Rekey
import Threads

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// A thread that makes sure that the process ends: on signals, wherever it waits, and if a run waits for nothing.
///
/// It uses neither the runtime's pool nor the event loop, so that nothing that it guards can block it.
enum ProcessGuard {
    /// The time between two looks at the run.
    private static let lookInterval: Duration = .seconds(1)
    /// After this many looks at a run without anything to do or to wait for, the process ends.
    private static let looks = 60
    /// The wait while the work that a second signal cut is being recorded.
    private static let shortTurn: Int32 = 20

    /// Installs the signal handlers and starts to guard. - Throws: `ThreadShortage`.
    static func begin(_ activity: RunActivity) throws {
        guard let signals = Signals.catchThem() else { return }
        try SystemThread.start { keep(signals, activity) }
    }

    private static func keep(_ signals: Int32, _ activity: RunActivity) {
        var end = ForcedEnd()
        var stall = StallDetector(limit: chosenLooks)
        var nextLook = Instant.now + lookInterval
        while true {
            var wait = pollfd(fd: signals, events: Int16(POLLIN), revents: 0)
            let left = max(Instant.now.duration(to: nextLook).inSeconds * 1_000, 0)
            _ = poll(&wait, 1, end.isPending ? shortTurn : Int32(left.rounded(.up)))
            for number in received(signals) {
                end.heard(at: .now)
                Signals.relay.deliver(number)
            }
            let now = Instant.now
            if end.isDue(at: now, isWriting: Journal.isWriting) {
                let run = activity.snapshot.run.map { " in run \($0); `rekey resume \($0)` continues it" } ?? ""
                leave("ended by a second signal" + run)
            }
            guard now >= nextLook else { continue }
            nextLook = now + lookInterval
            let run = activity.snapshot
            if stall.look(run, at: now), !Journal.isWriting {
                let id = run.run ?? 0
                leave(
                    "run \(id) does not end although it waits for nothing, which is a bug in rekey; continue it with "
                        + "`rekey resume \(id)` and report the bug")
            }
        }
    }

    private static func received(_ signals: Int32) -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(signals, &bytes, bytes.count)
        return bytes.prefix(max(0, count)).map(Int32.init)
    }

    private static var chosenLooks: Int {
        #if DEBUG
            if let text = getenv("REKEY_STALL_LOOKS"), let looks = Int(String(cString: text)) { return looks }
        #endif
        return looks
    }

    /// Everything that is committed is kept. Exit handlers are skipped, because one of them may be what blocks.
    private static func leave(_ reason: String) -> Never {
        // The reader of standard error may have stopped reading.
        var room = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        if poll(&room, 1, 0) > 0, room.revents & Int16(POLLOUT) != 0 {
            if isatty(STDERR_FILENO) == 1, StandardError.format == .text { StandardError.write("\r\u{1B}[K") }
            StandardError.line(.error, reason, text: "rekey: \(reason)")
        }
        _exit(ExitStatus.resumable.rawValue)
    }
}
