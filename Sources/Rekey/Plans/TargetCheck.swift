import Engine
import Journal
import Model
import Nx1
import Secrets
import Values

/// Reads each target's keys and compares them with the plan.
struct TargetCheck: Sendable {
    let plan: Plan
    /// Relative paths count from here.
    let directory: String
    let names: [AppID: String]
    let inquiry: PacedReader
    let journal: Journal
    let host: String
    let earlier: EarlierValues
    let columns: AppliedColumns
    let identities: TargetIdentities

    /// Checks several targets at a time and reports them in order.
    /// - Returns: warnings about the values of sources.
    func perform(
        _ targets: [PlannedTarget], width: Int, _ body: @Sendable (TargetFinding) throws -> Void
    ) async throws -> [String] {
        var identities = identities
        var replaced: [String] = []
        var readiness = TargetReadiness(plan: plan, directory: directory, journal: journal, host: host)
        for start in stride(from: 0, to: targets.count, by: width) {
            let group = Array(targets[start..<min(start + width, targets.count)])
            var problems: [[String]] = []
            for planned in group {
                let values = try columns.values(of: planned)
                readiness.look(at: values, of: .identified(planned.target), entry: planned.entry)
                problems.append(
                    try await readiness.problems(
                        of: planned.target, entry: planned.entry, appName: names[planned.target.app]))
            }
            let missing = problems
            let findings = try await withThrowingTaskGroup(of: (Int, TargetFinding, SecretIdentity?).self) { tasks in
                for (index, planned) in group.enumerated() {
                    tasks.addTask {
                        let (finding, identity) = try await finding(planned, missing[index])
                        return (index, finding, identity)
                    }
                }
                var findings: [(Int, TargetFinding, SecretIdentity?)] = []
                for try await found in tasks { findings.append(found) }
                return findings.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
            }
            for (finding, identity) in findings {
                try body(finding)
                if let text = identities.note(finding.target, identity) { replaced.append(text) }
            }
        }
        return readiness.warnings + replaced
    }

    /// The keys that a file provides are known if the file can be read; otherwise the error is reported.
    private func writtenKeys(
        _ planned: PlannedTarget, _ entry: SecretEntry, _ problems: [String]
    ) -> (keys: [KeyName], problems: [String]) {
        guard problems.isEmpty else { return ([], problems) }
        do {
            let keys = try WrittenKeys(directory: directory).keys(
                of: planned.target, entry, appName: names[planned.target.app], columns: planned.columns.map(\.name))
            return (keys, [])
        } catch {
            return ([], ["keys_from: \(error)"])
        }
    }

    private func finding(
        _ planned: PlannedTarget, _ problems: [String]
    ) async throws -> (TargetFinding, SecretIdentity?) {
        let target = planned.target
        let entry = plan.entries[planned.entry]
        let (keys, problems) = writtenKeys(planned, entry, problems)
        let appName = try await journal.appName(target.app)
        let (answer, present, gone, identity) = try await inquiry.keys(of: target, keeps: keys + entry.drop) {
            await earlier.values(of: target, besides: nil)
        }
        let finding = try finding(planned, keys, problems, appName, answer, present, gone)
        return (finding, identity)
    }

    private func finding(
        _ planned: PlannedTarget, _ keys: [KeyName], _ problems: [String], _ appName: String?, _ answer: Answer,
        _ present: PresentKeys, _ gone: VanishingKeys
    ) throws -> TargetFinding {
        let target = planned.target
        let entry = plan.entries[planned.entry]
        func finding(
            _ result: TargetFinding.Result, _ detail: String?, appearing: [KeyName] = [], vanishing: [KeyName] = []
        ) -> TargetFinding {
            TargetFinding(
                target: target, appName: appName, result: result, appearing: appearing, vanishing: vanishing,
                detail: detail)
        }
        switch answer {
        case .confirmed: break
        case .status(401, _, _):
            throw LookupError.refused("the API refused the credentials (401)", advice: inquiry.credentialKind.advice)
        case .status(403, let message, _):
            return finding(.forbidden, message?.text ?? "the API requires the role nx1_app_manager on the app")
        case .status(404, _, _) where entry.create == .missing:
            if !problems.isEmpty { return finding(.source, problems.joined(separator: "; ")) }
            return finding(.wouldCreate, "would be created", appearing: keys)
        case .status(404, let message, _):
            return finding(
                .missing, message?.text ?? "the secret or the app does not exist, or these credentials cannot see it")
        case .lost(let failure) where failure.isConfiguration: throw LookupError.misconfigured(failure.message.text)
        case .lost(let failure) where failure.isCertificate: throw LookupError.unreachable(failure.message.text)
        case .lost(let failure): return finding(.unreachable, failure.message.text)
        case .status(let code, let message, _):
            return finding(.unexpected, "\(code)" + (message.map { ": \($0)" } ?? ""))
        case .unexpected, .wouldDrop, .differs, .unsupported: return finding(.unexpected, answer.message?.text)
        }
        if !problems.isEmpty { return finding(.source, problems.joined(separator: "; ")) }
        let advice = "add them to the plan's keys, or name them under drop"
        return finding(
            gone.isEmpty ? .ok : .wouldDropKeys,
            gone.isEmpty ? nil : (gone.unnamed.map { "besides these, \($0); " } ?? "") + advice,
            appearing: keys.filter { !present.names.contains($0) },
            vanishing: gone.names + present.names.filter { entry.drop.contains($0) && !keys.contains($0) })
    }
}
