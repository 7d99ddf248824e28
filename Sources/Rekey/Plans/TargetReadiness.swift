import Journal
import Model
import Secrets
import Values

/// Checks whether everything that a target's values and steps need is available.
struct TargetReadiness {
    private let plan: Plan
    private let journal: Journal
    private let host: String?
    private var sources: TargetSources

    /// - Parameters:
    ///   - directory: relative paths count from here.
    ///   - host: the run's host; values that were written at another host do not count.
    init(plan: Plan, directory: String, journal: Journal, host: String?) {
        self.plan = plan
        self.journal = journal
        self.host = host
        sources = TargetSources(directory: directory)
    }

    /// Warnings about the values that were examined.
    var warnings: [String] { sources.warnings.texts }

    /// - Returns: what is missing, each with its key; empty for a target that is ready.
    mutating func problems(of target: Target, entry index: Int, appName: String?) async throws -> [String] {
        let entry = plan.entries[index]
        return sources.problems(of: target, entry, appName: appName) + (try await unknownKeys(target, entry))
    }

    /// Examines the values in the plan's list for a target and keeps the warnings.
    mutating func look(at values: [(column: String, value: Secret)], of target: ListedTarget, entry index: Int) {
        sources.look(at: values, of: target, plan.entries[index])
    }

    /// Why the gate can never let a wave follow.
    mutating func gateProblem() -> String? {
        guard let gate = plan.waves?.gate else { return nil }
        let anybody = Target(app: AppID(stored: ""), secret: SecretName(stored: ""))
        return sources.problem(with: gate, anybody, nil).map { "waves.gate: \($0)" }
    }

    /// Keys that need earlier values which rekey does not have.
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
