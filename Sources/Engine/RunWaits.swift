import Clock
import CrashPoints
import DequeModule
import Transport

/// Everybody who waits within a session, in one place, so that its end can let all of them go.
///
/// After `close` nobody waits any more, whoever comes and whenever: a worker gets no item, an alarm rings at once. What
/// waits elsewhere (a request, a program, a pause) ends with its task, which the session cancels. Lives on the loop.
final class RunWaits {
    /// The next moment at which a request may leave.
    let timekeeper: Alarm
    /// Something has gathered that is to be committed, or there may be more items.
    let recording: Alarm
    /// Requests under way are cut when it rings.
    let cut: Alarm
    /// A wave is through.
    let wave: Alarm
    /// The access token is to be renewed.
    let credentials: Alarm
    private var workers: Deque<CheckedContinuation<WorkItem?, Never>> = []
    private(set) var isClosed = false

    init(on loop: EventLoop) {
        timekeeper = Alarm(on: loop)
        recording = Alarm(on: loop)
        cut = Alarm(on: loop)
        wave = Alarm(on: loop)
        credentials = Alarm(on: loop)
    }

    /// Workers that wait for an item.
    var hasWorkers: Bool { !workers.isEmpty }

    /// It waits for an item from now on, where there may still be one.
    func add(_ worker: CheckedContinuation<WorkItem?, Never>) {
        if isClosed { worker.resume(returning: nil) } else { workers.append(worker) }
    }

    /// The worker that has waited longest.
    func nextWorker() -> CheckedContinuation<WorkItem?, Never>? { workers.popFirst() }

    /// There will be no item for those who wait.
    func dismissWorkers() {
        let dismissed = workers
        workers = []
        for worker in dismissed { worker.resume(returning: nil) }
    }

    func close() {
        if StallPoint.isArmed { return }
        isClosed = true
        dismissWorkers()
        for alarm in [timekeeper, recording, cut, wave, credentials] { alarm.close() }
    }
}
