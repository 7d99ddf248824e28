/// The exit codes of the commands. Source of the numbers from 64: sysexits(3), where its codes apply.
///
/// The manual page has `meaning`; the page "States" has every cause of each.
package enum ExitStatus: Int32, CaseIterable, Sendable {
    case done = 0
    case someFailed = 1
    case usage = 64
    case badData = 65
    case unreachable = 69
    case cannotCreate = 73
    case databaseFailed = 74
    case resumable = 75
    case refused = 77
    case configuration = 78

    package var meaning: String {
        switch self {
        case .done: "Everything succeeded, or there was nothing to do."
        case .someFailed: "A run finished; some items failed or are unknown."
        case .usage: "The command line is wrong."
        case .badData: "A plan or a data file is wrong."
        case .unreachable: "The API cannot be reached."
        case .cannotCreate: "A file cannot be created."
        case .databaseFailed: "The database failed."
        case .resumable: "The run can be resumed, or another rekey is running."
        case .refused: "The API refused the credentials."
        case .configuration: "The configuration is wrong: key file, profile, permissions."
        }
    }

    /// Whether the same call may succeed later without a change by the user.
    package var isWorthRepeating: Bool { self == .unreachable || self == .resumable }
}
