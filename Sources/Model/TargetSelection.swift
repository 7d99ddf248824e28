/// How an entry names its targets.
package enum TargetSelection: Sendable, Equatable {
    case apps([AppID])
    /// The path of a CSV file, read when the plan is applied; a relative one counts from the job file.
    case csv(path: String, delimiter: CSVDelimiter = .comma)
    /// Asked of the API when a run starts.
    case lookup(AppSelection)
    /// The rows of the table `targets` for this plan and the entry's secret.
    case table

    package var isLookup: Bool {
        if case .lookup = self { return true }
        return false
    }

    package var isList: Bool {
        if case .csv = self { return true }
        return false
    }
}
