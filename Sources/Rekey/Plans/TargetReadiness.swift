import Journal
import Model
import Secrets
import Values

/// What a target's values and steps need, and whether it is there.
struct TargetReadiness {
    private let plan: Plan
    private let journal: Journal
    private let host: String?
    private var sources: TargetSources

    /// - Parameters:
    ///   - directory: where relative paths count from.
    ///   - host: of the run; values that were written at another do not count.
    init(plan: Plan, directory: String, journal: Journal, host: String?) {
        self.plan = plan
        self.journal = journal
        self.host = host
        sources = TargetSources(directory: directory)
    }

    /// What is seldom meant in the values that were looked at.
    var warnings: [String] { sources.warnings.texts }

    /// - Returns: what is missing, each with its key; nothing for a target that is ready.
    mutating func problems(of target: Target, entry index: Int, appName: String?) async throws -> [String] {
        let entry = plan.entries[index]
        return sources.problems(of: target, entry, appName: appName) + (try await unknownKeys(target, entry))
    }

    /// Notes what is seldom meant in the values that the plan's list has for a target.
    mutating func look(at values: [(column: String, value: Secret)], of target: ListedTarget, entry index: Int) {
        sources.look(at: values, of: target, plan.entries[index])
    }

    /// Why no wave may ever follow another.
    mutating func gateProblem() -> String? {
        guard let gate = plan.waves?.gate else { return nil }
        let anybody = Target(app: AppID(stored: ""), secret: SecretName(stored: ""))
        return sources.problem(with: gate, anybody, nil).map { "waves.gate: \($0)" }
    }

    /// Keys that stand on values which rekey does not have.
    private func unknownKeys(_ target: Target, _ entry: SecretEntry) async throws -> [String] {
        guard entry.needsVersion else { return [] }
        let known: [KeyName]
        switch try await journal.knownVersion(of: target, host: host) {
        case .none: known = []
        case .elsewhere(let version) where !entry.standsOn.isEmpty:
            return [
                "rekey wrote this secret's values at another host (run \(version.run) at \(version.host)); use that host, or "
                    + "import the current values at this one with `rekey adopt \(plan.name)`"
            ]
        case .elsewhere: known = []
        case .version(let version): known = version.keys
        case .unsettled(let item):
            return ["it is unknown whether the last write (run \(item.run)) succeeded; \(item.remedy)"]
        }
        return entry.standsOn.filter { !known.contains($0) }.map {
            "no earlier value of \(quoted($0.text)) is stored; import the current values with `rekey adopt \(plan.name)`"
        }
    }
}
