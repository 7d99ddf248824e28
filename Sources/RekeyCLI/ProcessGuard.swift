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

/// A thread that sees to it that the process ends: upon signals, wherever it waits, and where a run waits for nothing.
///
/// It uses neither the runtime's pool nor the loop, so that nothing of what it guards can hold it up.
enum ProcessGuard {
    /// Looks at the run are this far apart.
    private static let lookInterval: Duration = .seconds(1)
    /// So many of them that find a run without anything to do or to wait for end the process.
    private static let looks = 60
    /// While a second signal waits for what it cut to be recorded.
    private static let shortTurn: Int32 = 20

    /// Catches the signals and begins to guard. - Throws: `ThreadShortage`.
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
                    "run \(id) waits for nothing and does not end, which is an error in rekey; continue it with `rekey resume "
                        + "\(id)` and report this")
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

    /// Everything that is committed stands; exit handlers are left out, as one of them may be what waits.
    private static func leave(_ reason: String) -> Never {
        // Whoever reads the other end may have stopped to read.
        var room = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        if poll(&room, 1, 0) > 0, room.revents & Int16(POLLOUT) != 0 {
            if isatty(STDERR_FILENO) == 1, StandardError.format == .text { StandardError.write("\r\u{1B}[K") }
            StandardError.line(.error, reason, text: "rekey: \(reason)")
        }
        _exit(ExitStatus.resumable.rawValue)
    }
}
