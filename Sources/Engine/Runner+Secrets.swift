import Model
import Nx1
import Secrets

/// What must not appear in the words of others.
extension Runner {
    /// Somebody else is about to see the item's values, and may repeat them when another item is concerned.
    func note(_ item: WorkItem) { shown.note(item) }

    /// - Parameter more: secrets besides the item's own, the credentials, and what rekey holds of earlier values.
    func scrubber(for item: WorkItem, besides more: [Secret] = []) async -> Scrubber {
        var kept: [Secret] = []
        // A wait for the database lets others end before this one: it must not be for nothing.
        if !earlier.isNone {
            guard let found = await earlier.values(of: item.target, besides: item.id) else { return .blind }
            kept = found
        }
        // Nothing may be awaited from here on: a copy of `shown` would be made as soon as an item is noted.
        return Scrubber(item.values.map(\.value) + more + kept + api.credentials, others: shown.recent)
    }

    /// A gate is about no item: it may repeat what any item of the run has.
    func scrubberForGate() -> Scrubber { Scrubber(api.credentials, others: shown.recent) }
}
