import Engine
import Journal
import Model
import Nx1
import Secrets
import Values

/// Reads the values of a batch of targets and checks whether they can be adopted.
struct APIAdoptionReader: Sendable {
    let plan: Plan
    let host: String
    let reader: PacedReader
    let journal: Journal
    let earlier: EarlierValues
    /// Whether the API has revealed values in this call, so that a refusal is one of a single target.
    let hasRevealed: Bool

    struct Batch: Sendable {
        var values: [(item: APIAdoption.Item, values: [(key: KeyName, value: Secret)])] = []
        /// Each with its target.
        var problems: [String] = []
        /// Why nothing more should be asked.
        var stop: LookupError?
    }

    private enum Outcome: Sendable {
        case values([(key: KeyName, value: Secret)])
        /// They were read, and are none to keep.
        case unfit(String)
        /// The secret does not exist, and the plan creates it.
        case toCreate
        case unread(Answer)
    }

    /// The requests of one app go one after the other, as `per_app` may demand.
    ///
    /// Each target has its row in the audit trail before it is asked for: no value is read without one.
    func read(_ targets: [APIAdoption.Item]) async throws -> Batch {
        var order: [AppID] = []
        var byApp: [AppID: [APIAdoption.Item]] = [:]
        for target in targets {
            if byApp[target.target.app] == nil { order.append(target.target.app) }
            byApp[target.target.app, default: []].append(target)
        }
        var batch = Batch()
        var unread: [(item: APIAdoption.Item, answer: Answer)] = []
        var isAnyRead = false  // in this batch
        let width = plan.limits.concurrency
        for start in stride(from: 0, to: order.count, by: width) {
            let group = order[start..<min(start + width, order.count)].map { byApp[$0] ?? [] }
            try await journal.audit(
                .reveal,
                each: group.joined().map { AuditSubject(plan: plan.name.text, target: $0.target) },
                detail: "asked for at \(host), to be adopted")
            for (item, outcome) in try await outcomes(group) {
                switch outcome {
                case .values(let values):
                    isAnyRead = true
                    batch.values.append((item, values))
                case .unfit(let problem):
                    isAnyRead = true
                    batch.problems.append("\(item.target): \(problem)")
                case .toCreate: isAnyRead = true
                case .unread(let answer):
                    unread.append((item, answer))
                    if batch.stop == nil { batch.stop = hopeless(answer) }
                }
            }
            if batch.stop != nil { return batch }
        }
        // A problem that all share is reported once.
        if !isAnyRead, let first = unread.first, isShared(unread.map(\.answer)) {
            batch.stop = error(first.answer)
            return batch
        }
        batch.problems += unread.map { "\($0.item.target): \(words($0.answer))" }
        return batch
    }

    /// In the order of the targets.
    private func outcomes(_ group: [[APIAdoption.Item]]) async throws -> [(APIAdoption.Item, Outcome)] {
        try await withThrowingTaskGroup(of: (Int, [(APIAdoption.Item, Outcome)]).self) { tasks in
            for (index, targets) in group.enumerated() {
                tasks.addTask {
                    var outcomes: [(APIAdoption.Item, Outcome)] = []
                    for target in targets { outcomes.append((target, try await outcome(target))) }
                    return (index, outcomes)
                }
            }
            var found: [(Int, [(APIAdoption.Item, Outcome)])] = []
            for try await outcomes in tasks { found.append(outcomes) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func outcome(_ target: APIAdoption.Item) async throws -> Outcome {
        let entry = plan.entries[target.entry]
        let (answer, secret) = try await reader.reveal(of: target.target) {
            await earlier.values(of: target.target, besides: nil)
        }
        switch answer {
        case .confirmed:
            guard let secret else { return .unread(answer) }
            do {
                return .values(try checked(secret, entry))
            } catch {
                return .unfit("\(error)")
            }
        case .status(404, _, _) where entry.create == .missing: return .toCreate
        default: return .unread(answer)
        }
    }

    /// What is in place is kept as it is, with its white space; a mask or an empty value is not in place, unless the plan
    /// says of its key that it may be one.
    private func checked(
        _ secret: RevealedSecret, _ entry: SecretEntry
    ) throws -> [(key: KeyName, value: Secret)] {
        let values = try secret.values.map { text, value in
            let key = try KeyName(text)
            let policy = entry.keys.first { $0.name == key }
            var rules = policy?.rules ?? ValueRules()
            rules.trims = false
            return (
                key: key,
                value: try value.checkedForSending(key, rules, mayBeEmpty: policy?.mayBeEmpty ?? false)
            )
        }
        guard !values.isEmpty else {
            throw InvalidInput("the secret has no keys", fix: "give it some, or take it out of the plan")
        }
        try Adoption.checkKept(entry, values.map(\.key))
        return values
    }

    // MARK: Answers

    /// Answers that the next target would get too.
    private func hopeless(_ answer: Answer) -> LookupError? {
        switch answer {
        case .unsupported, .status(401, _, _): error(answer)
        case .lost(let failure) where failure.isConfiguration || failure.isCertificate: error(answer)
        default: nil
        }
    }

    private func isShared(_ answers: [Answer]) -> Bool {
        !hasRevealed && answers.allSatisfy { $0.statusCode == 403 } || answers.allSatisfy(\.isTransient)
    }

    private func error(_ answer: Answer) -> LookupError {
        switch answer {
        case .status(401, _, _):
            .refused("the API refused the credentials (401)", advice: reader.credentialKind.advice)
        case .status(403, _, _):
            .refused(words(answer), advice: "give their owner the role that reveals, or \(csvWay)")
        case .unsupported: .misconfigured("\(words(answer)); \(csvWay)")
        case .lost(let failure) where failure.isConfiguration: .misconfigured(failure.message.text)
        default: .unreachable(words(answer))
        }
    }

    private func words(_ answer: Answer) -> String {
        let said = answer.message.map { ": \($0)" } ?? ""
        return switch answer {
        case .status(403, _, _): "the API does not reveal values to these credentials (403)\(said)"
        case .status(404, _, _): "the secret or the app does not exist, or these credentials do not see it (404)\(said)"
        case .unsupported(let code, _): "\(host) does not reveal values (\(code))"
        case .lost(let failure): "the API did not reveal the values: \(failure.message)"
        default: "the API did not reveal the values (\(answer.statusCode ?? 0))\(said)"
        }
    }

    private var csvWay: String {
        "import the values with `rekey adopt \(plan.name) --csv FILE` (`rekey adopt \(plan.name) --template` prints the list "
            + "to fill in)"
    }
}
