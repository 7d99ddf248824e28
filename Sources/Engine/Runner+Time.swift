import Clock
import Model
import Transport

/// Moments, signals and deadlines.
extension Runner {
    func keepTime() async {
        while !isOver {
            await waits.timekeeper.wait(isolation: self)
            pump()
        }
    }

    func waitForCut() async { await waits.cut.wait(isolation: self) }

    func handle(_ signals: AsyncStream<Int32>) async {
        for await number in signals {
            if dispatch.stop == nil {
                stop(.signal(number))
                waits.cut.set(Instant.now + Self.grace)
            } else {
                waits.cut.ring()
            }
        }
    }

    func enforce(deadline maximum: Duration) async {
        do {
            try await Task.sleep(for: maximum)
            stop(.maxDuration(maximum))
        } catch {
            return  // the run is over
        }
    }

    func heedCancellation() async {
        do {
            while true { try await Task.sleep(for: .seconds(3_600)) }
        } catch {
            if !isOver { stop(.cancelled) }
        }
    }

    func stop(_ reason: StopReason) {
        dispatch.stop(reason)
        pump()
        waits.recording.ring()
        report(progress())
    }
}
