/// How an entry names its targets.
package enum TargetSelection: Sendable, Equatable {
    case apps([AppID])
    /// The path of a CSV file, read when the plan is applied; a relative one counts from the job file.
    case csv(path: String)
    /// The rows of the table `targets` for this plan and the entry's secret.
    case table
}
