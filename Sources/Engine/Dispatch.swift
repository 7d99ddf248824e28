import Clock
import DequeModule
import HeapModule
import Model

/// Decides which item's request leaves next, and when: pace, Retry-After, breaker, window, the bound per app, retries.
///
/// It has no clock and does nothing by itself; the runner asks it and acts.
struct Dispatch: ~Copyable {

    enum Next {
        case send(WorkItem)
        /// Nothing may leave before this moment, or before something happens.
        case wait(until: Instant?)
        /// Nothing will leave any more.
        case finished
    }

    private(set) var stop: StopReason?
    private(set) var breaker: Breaker
    private(set) var heldUntil: Instant
    private(set) var pace: Pace?
    private(set) var window: ConcurrencyWindow
    /// Items with a request or a program that has not come back.
    private(set) var underway = 0
    private var requests = 0
    /// Set while no request may leave, whatever the time.
    var isPaused = false
    /// Set once no more items will be added.
    var isExhausted = false

    private let perApp: Int
    private var urgent: Deque<WorkItem> = []
    private var fresh: Deque<WorkItem> = []
    private var delayed: Heap<Delayed> = []
    private var parked: [AppID: Deque<WorkItem>] = [:]
    private var parkedCount = 0
    private var active: [AppID: Int] = [:]
    /// Next in line; it counts as active for its app already.
    private var chosen: WorkItem?
    private var sequence = 0
    /// Items that come back through `retry` as soon as their last attempt is recorded.
    private var unrecorded = 0

    private struct Delayed: Comparable {
        let due: Instant
        let sequence: Int
        let item: WorkItem

        static func < (left: Delayed, right: Delayed) -> Bool {
            (left.due, left.sequence) < (right.due, right.sequence)
        }

        static func == (left: Delayed, right: Delayed) -> Bool { left.sequence == right.sequence }
    }

    init(pace: Pace?, heldUntil: Instant, breaker: Breaker, window: ConcurrencyWindow, perApp: Int?) {
        self.pace = pace
        self.heldUntil = heldUntil
        self.breaker = breaker
        self.window = window
        self.perApp = perApp ?? .max
    }

    /// Items that wait for a moment or for their app; they take memory, but no slot of a request.
    var delayedCount: Int { delayed.count }

    /// Items that could leave if nothing held them.
    var readyCount: Int { fresh.count + urgent.count + (chosen == nil ? 0 : 1) + parkedCount }

    // MARK: Events

    mutating func add(_ items: [WorkItem]) { fresh.append(contentsOf: items) }

    /// An item continues with its next request at once.
    mutating func enqueueUrgent(_ item: WorkItem) { urgent.append(item) }

    /// An item will be tried again, but not before its last attempt is recorded: the record may lack the attempt that
    /// was under way when the process died, and no other.
    mutating func awaitRecord() { unrecorded += 1 }

    /// Its attempt is recorded; it may leave again from `due` on.
    mutating func retry(_ item: WorkItem, at due: Instant) {
        unrecorded -= 1
        sequence += 1
        delayed.insert(Delayed(due: due, sequence: sequence, item: item))
    }

    /// A request is back, with whatever result.
    mutating func returned(_ item: WorkItem) {
        underway -= 1
        if item.phase.request != nil { requests -= 1 }
        release(item.target.app)
    }

    mutating func hold(until moment: Instant) { heldUntil = max(heldUntil, moment) }

    mutating func apiAnswered() { breaker.recordAnswer() }

    mutating func apiKeptUp(after duration: Duration, start: Instant) {
        window.recordAnswer(after: duration, start: start)
    }

    mutating func apiHadTooMuch(start: Instant, at now: Instant) { window.refused(start: start, at: now) }

    mutating func apiFailed(at now: Instant) {
        breaker.failed(at: now)
        if breaker.state == .gaveUp { stop(.breaker) }
    }

    /// The first reason counts.
    mutating func stop(_ reason: StopReason) { stop = stop ?? reason }

    /// All items that never left or wait to leave again; the run is over for them.
    mutating func takeLeftOver() -> [WorkItem] {
        var left = Array(fresh) + Array(urgent) + delayed.unordered.map(\.item) + parked.values.flatMap { $0 }
        if let chosen { left.append(chosen) }
        fresh = []
        urgent = []
        delayed = []
        parked = [:]
        parkedCount = 0
        chosen = nil
        return left
    }

    // MARK: The decision

    mutating func next(now: Instant) -> Next {
        if stop != nil { return .finished }
        guard choose(now: now) else {
            if let soonest = delayed.min?.due { return .wait(until: soonest) }
            return isExhausted && underway + unrecorded == 0 && parked.isEmpty ? .finished : .wait(until: nil)
        }
        guard let item = chosen else { return .wait(until: nil) }
        // A program is no request: neither the pace nor the API's health is its concern.
        let isRequest = item.phase.request != nil
        if isRequest {
            switch earliest() {
            case nil: return .wait(until: nil)
            case let moment? where moment > now: return .wait(until: moment)
            case .some: break
            }
            pace?.depart(at: now)
            breaker.probeLeft()
            requests += 1
        }
        chosen = nil
        underway += 1
        return .send(item)
    }

    /// When the next request may leave; `nil` while it waits for another to come back.
    private func earliest() -> Instant? {
        if isPaused || requests >= window.allowed { return nil }
        var earliest = heldUntil
        switch breaker.state {
        case .closed: break
        case .open(let until): earliest = max(earliest, until)
        case .probing, .gaveUp: return nil
        }
        return max(earliest, pace?.nextDeparture ?? earliest)
    }

    /// Retries that are due come first, then items in the middle of their requests, then new ones.
    private mutating func choose(now: Instant) -> Bool {
        if chosen != nil { return true }
        while let item = popCandidate(now: now) {
            let app = item.target.app
            if perApp < .max, active[app, default: 0] >= perApp {
                parked[app, default: []].append(item)
                parkedCount += 1
                continue
            }
            if perApp < .max { active[app, default: 0] += 1 }
            chosen = item
            return true
        }
        return false
    }

    private mutating func popCandidate(now: Instant) -> WorkItem? {
        if let first = delayed.min, first.due <= now { return delayed.popMin()?.item }
        return urgent.popFirst() ?? fresh.popFirst()
    }

    private mutating func release(_ app: AppID) {
        guard perApp < .max else { return }
        let count = active[app, default: 1] - 1
        active[app] = count == 0 ? nil : count
        guard var waiting = parked[app], let item = waiting.popFirst() else { return }
        parked[app] = waiting.isEmpty ? nil : waiting
        parkedCount -= 1
        urgent.append(item)
    }
}
