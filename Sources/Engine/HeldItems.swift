import Clock
import HeapModule

/// Items that wait for a moment before they are taken on. Of each there is only its number, so that many take little
/// memory.
struct HeldItems {
    private var items: Heap<Held> = []

    private struct Held: Comparable {
        let due: Instant
        let id: Int64

        static func < (left: Held, right: Held) -> Bool { (left.due, left.id) < (right.due, right.id) }
    }

    var isEmpty: Bool { items.isEmpty }
    /// When the next one is due.
    var next: Instant? { items.min?.due }

    mutating func hold(_ id: Int64, until due: Instant) { items.insert(Held(due: due, id: id)) }

    /// - Returns: up to `max` that are due, the earliest first.
    mutating func takeDue(at now: Instant, max: Int) -> [Int64] {
        var due: [Int64] = []
        while due.count < max, let first = items.min, first.due <= now {
            items.removeMin()
            due.append(first.id)
        }
        return due
    }
}
