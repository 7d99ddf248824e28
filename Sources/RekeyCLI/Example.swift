import Foundation

/// The example job files that `init` can write.
enum Example: String, CaseIterable, Sendable {
    case apiToken = "api-token"
    case csv
    case dotenv
    case postgres
    case quarterly

    /// A file beside the job file. `PLAN` in its name is replaced by the plan's name.
    struct Part: Sendable {
        let name: String
        let content: [UInt8]
        var mode: mode_t = 0o644
    }

    /// With `PLAN` in place of the plan's name, and `FILE` in place of the file's name.
    var jobFile: [UInt8] {
        switch self {
        case .apiToken: PackageResources.api_token_yaml
        case .csv: PackageResources.csv_yaml
        case .dotenv: PackageResources.dotenv_yaml
        case .postgres: PackageResources.postgres_yaml
        case .quarterly: PackageResources.quarterly_yaml
        }
    }

    /// The files that the job file refers to.
    var companions: [Part] {
        switch self {
        case .apiToken, .quarterly: []
        case .csv: [Part(name: "PLAN.csv", content: PackageResources.csv_csv, mode: 0o600)]
        case .dotenv:
            [
                Part(
                    name: "PLAN/3c90c3cc-0d44-4b50-8888-8dd25736052a.env", content: PackageResources.dotenv_env,
                    mode: 0o600)
            ]
        case .postgres:
            [
                Part(name: "PLAN-set-password", content: PackageResources.postgres_set_password, mode: 0o755),
                Part(name: "PLAN-can-log-in", content: PackageResources.postgres_can_log_in, mode: 0o755),
            ]
        }
    }

    /// Written if the user names none: its values have no counterpart elsewhere that would have to change too.
    static let first = Example.apiToken

    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
