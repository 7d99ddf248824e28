/// How an entry names its targets.
package enum TargetSelection: Sendable, Equatable {
    case apps([AppID])
    case csv(TargetList)
    /// Looked up through the API when a run starts.
    case lookup(TargetLookup)
    /// The rows of the table `targets` for this plan and the entry's secret.
    case table

    package var isLookup: Bool { lookup != nil }

    package var lookup: TargetLookup? {
        if case .lookup(let lookup) = self { lookup } else { nil }
    }

    /// The list of targets, if there is one.
    package var list: TargetList? {
        if case .csv(let list) = self { list } else { nil }
    }

    /// Whether the API is asked which targets are meant.
    package var needsAPI: Bool { isLookup || list?.columns.appName != nil }
}
