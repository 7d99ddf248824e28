/// How an entry names its targets.
package enum TargetSelection: Sendable, Equatable {
    case apps([AppID])
    case csv(TargetList)
    /// Looked up through the API when a run starts.
    case lookup(AppSelection)
    /// The rows of the table `targets` for this plan and the entry's secret.
    case table

    package var isLookup: Bool {
        if case .lookup = self { return true }
        return false
    }

    /// The list of targets, if there is one.
    package var list: TargetList? {
        if case .csv(let list) = self { list } else { nil }
    }

    /// Whether the API must be asked which apps are meant.
    package var needsApps: Bool { isLookup || list?.columns.appName != nil }
}
