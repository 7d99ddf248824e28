/// The life of an item (docs: States).
package enum ItemState: String, Sendable, CaseIterable {
    case pending, prepared, sending, succeeded, failed, unknown, skipped

    package var isSettled: Bool {
        switch self {
        case .pending, .prepared, .sending: false
        case .succeeded, .failed, .unknown, .skipped: true
        }
    }
}
