import Journal
import Model
import Secrets
import Values

/// Makes, seals and opens the values of a run's items.
struct Preparer: ~Copyable {
    private let plan: Plan
    private let run: RunRow
    private let evaluators: [EntryEvaluator]
    private let keys: RunKeys
    private let sources: SourceReader
    private var versions: VersionReader
    private var shared: [SharedKey: Secret]
    private var entropy: EntropyPool
    private var sealer: Sealer
    /// The file of values that was read last: several keys of an item mostly take theirs from one.
    private var lastFile: (file: ValueFile, path: String, values: ValueSet)?
    private var valueWarnings = ValueWarnings()
    private let warned: @Sendable (String) -> Void

    typealias KeyValue = (key: KeyName, value: Secret)

    private struct SharedKey: Hashable {
        let entry: Int
        let key: KeyName
        let app: AppID?
    }

    /// An item that is ready, and what must be committed before it may leave.
    struct Outcome {
        let values: [KeyValue]
        let preparation: CommitBatch.Preparation
        let shared: [CommitBatch.SharedValue]
    }

    /// What is at hand while the values of one item are made.
    private struct Evaluation {
        let pending: PendingItem
        let evaluator: EntryEvaluator
        let now: Int64
        /// By the index of their key.
        var made: [Secret?]
        /// Keys that a file brings.
        var brought: [KeyValue] = []
        /// What rekey wrote the last time.
        var previous: [KeyName: Secret]?
        var newlyShared: [CommitBatch.SharedValue] = []

        /// A value that is made already.
        func value(of name: KeyName) -> Secret? {
            evaluator.names.firstIndex(of: name).flatMap { made[$0] } ?? brought.first { $0.key == name }?.value
        }
    }

    /// - Parameters:
    ///   - shared: the values that an earlier session made for items to share.
    ///   - warned: gets a sentence about each key whose value ends in what is seldom meant.
    init(
        plan: Plan, run: RunRow, keys: RunKeys, shared: [CommitBatch.SharedValue],
        warned: @escaping @Sendable (String) -> Void
    ) throws {
        self.warned = warned
        let evaluators = try plan.entries.map { try EntryEvaluator($0, directory: run.directory) }
        let known = try shared.map { value in
            let place = SealContext.shared(run: keys.run, entry: value.entry, key: value.key, app: value.app)
            return (
                SharedKey(entry: value.entry, key: value.key, app: value.app),
                try keys.seal.open(value.sealed, at: place)
            )
        }
        self.plan = plan
        self.run = run
        self.evaluators = evaluators
        self.keys = keys
        self.shared = Dictionary(uniqueKeysWithValues: known)
        sources = SourceReader(directory: run.directory)
        versions = VersionReader(master: keys.master)
        entropy = EntropyPool()
        sealer = Sealer(keys)
    }

    /// The values of an item that has none yet.
    /// - Throws: `ValueError.source` when the item cannot have its values; any other error concerns the whole run.
    mutating func prepare(_ pending: PendingItem, now: Int64) throws -> Outcome {
        if let error = evaluators[pending.row.entry].missingProgram {
            throw ValueError.source(InvalidInput("\(error)"))
        }
        var newlyShared: [CommitBatch.SharedValue] = []
        let values = run.restoresVersions ? try restored(pending) : try made(pending, now: now, &newlyShared)
        guard !values.isEmpty else {
            throw ValueError.source(
                InvalidInput("there are no keys", fix: "name at least one: a PUT replaces them all"))
        }
        guard values.reduce(0, { $0 + $1.value.count }) <= Secret.maxBytes else {
            throw ValueError.source(
                InvalidInput("the values add up to over 1 MiB", fix: "Kubernetes takes no larger secret"))
        }
        return Outcome(
            values: values,
            preparation: try sealer.sealed(values, item: pending.row.id),
            shared: newlyShared)
    }

    /// The values that an item was given by an earlier session.
    /// - Throws: `ValueError.notOpened` when they were changed, moved or taken away.
    func reopened(_ item: ItemRow) throws -> [KeyValue] {
        let entry = plan.entries[item.entry]
        let names = entry.keys.map(\.name)
        let isFixed = entry.keysFrom == nil && !run.restoresVersions
        guard let sealed = item.values else { throw ValueError.notOpened }
        let values = try keys.seal.open(sealed, run: keys.run, item: item.id)
        let given = Set(values.map(\.key))
        guard !given.isEmpty, !isFixed || given == Set(names) else { throw ValueError.notOpened }
        return names.compactMap { name in values.first { $0.key == name } }
            + values.filter { !names.contains($0.key) }
    }

    // MARK: Versions

    private mutating func restored(_ pending: PendingItem) throws -> [KeyValue] {
        switch pending.inputs?.restored {
        case .version(let version): return try versions.values(of: version)
        case .unsettled(let item): throw Self.unsettled(item)
        case .some(.none), .elsewhere, nil:
            throw ValueError.source(
                InvalidInput(
                    "no such version of this secret is kept", fix: "see retain: in the plan, and `rekey history`"))
        }
    }

    private static func unsettled(_ item: UnsettledItem) -> ValueError {
        ValueError.source(
            InvalidInput("it is unknown whether the last write (run \(item.run)) succeeded", fix: item.remedy))
    }

    private mutating func previous(_ key: KeyName, _ evaluation: inout Evaluation) throws -> Secret? {
        if evaluation.previous == nil {
            switch evaluation.pending.inputs?.known {
            case .unsettled(let item): throw Self.unsettled(item)
            case .version(let version):
                evaluation.previous = Dictionary(
                    uniqueKeysWithValues: try versions.values(of: version).map { ($0.key, $0.value) })
            case .some(.none), .elsewhere, nil: evaluation.previous = [:]
            }
        }
        return evaluation.previous?[key]
    }

    private static func unknown(_ key: KeyName, _ evaluation: Evaluation) -> ValueError {
        if case .elsewhere(let version) = evaluation.pending.inputs?.known {
            return ValueError.source(
                InvalidInput(
                    "rekey wrote \(quoted(key.text)) at another host: run \(version.run) at \(version.host)",
                    fix: "use that host, or adopt the current values at this one with `rekey adopt`"))
        }
        return ValueError.source(
            InvalidInput(
                "no earlier value of \(quoted(key.text)) is stored",
                fix: "import the current values with `rekey adopt`"))
    }

    // MARK: New values

    private mutating func made(
        _ pending: PendingItem, now: Int64, _ newlyShared: inout [CommitBatch.SharedValue]
    ) throws -> [KeyValue] {
        let evaluator = evaluators[pending.row.entry]
        var evaluation = Evaluation(
            pending: pending, evaluator: evaluator, now: now,
            made: [Secret?](repeating: nil, count: evaluator.names.count))
        switch evaluator.entry.keysFrom {
        case .file(let file): evaluation.brought = try brought(by: file, to: evaluator.entry, pending.row)
        case .list(let keys): evaluation.brought = try brought(by: keys, to: evaluator.entry, pending)
        case nil: break
        }
        for index in evaluator.order { evaluation.made[index] = try value(at: index, &evaluation) }
        newlyShared = evaluation.newlyShared
        var values: [KeyValue] = []
        values.reserveCapacity(evaluator.names.count + evaluation.brought.count)
        for index in evaluator.names.indices {
            if let value = evaluation.made[index] { values.append((evaluator.names[index], value)) }
        }
        return values + evaluation.brought
    }

    private mutating func brought(by file: ValueFile, to entry: SecretEntry, _ item: ItemRow) throws -> [KeyValue] {
        let (path, values) = try members(of: file, item)
        return try values.keys(besides: entry.keys.map(\.name), in: path).map { key, member in
            let value = try ValueError.naming(path) { try member.checkedForSending(key, file.rules) }
            warn(of: value, key, item.target)
            return (key, value)
        }
    }

    private mutating func brought(
        by keys: ListedKeys, to entry: SecretEntry, _ pending: PendingItem
    ) throws -> [KeyValue] {
        try entry.listedKeys(in: pending.inputs?.columns.map(\.name) ?? []).map { name in
            let key = try Self.refused { try KeyName(name) }
            let value = try column(name, pending).checkedForSending(key, keys.rules)
            warn(of: value, key, pending.row.target)
            return (key, value)
        }
    }

    private mutating func members(of file: ValueFile, _ item: ItemRow) throws -> (path: String, values: ValueSet) {
        let path = try Self.refused { try file.path.resolved(for: item.target, appName: item.appName) }
        if let lastFile, lastFile.file == file, lastFile.path == path { return (path, lastFile.values) }
        let values = try sources.values(file, path)
        lastFile = (file, path, values)
        return (path, values)
    }

    private mutating func warn(of value: Secret, _ key: KeyName, _ target: Target) {
        if let end = value.oddEnd, let text = valueWarnings.add(key, end, target) { warned(text) }
    }

    private mutating func value(at index: Int, _ evaluation: inout Evaluation) throws -> Secret {
        switch evaluation.evaluator.strategies[index] {
        case .fixed(let value): return value
        case .random(let generator):
            let value = try generator.value(from: &entropy, unixMilliseconds: evaluation.now / 1_000)
            return try value.checkedForSending(evaluation.evaluator.names[index])
        case .other:
            let key = evaluation.evaluator.entry.keys[index]
            let value = try otherValue(at: index, &evaluation)
                .checkedForSending(key.name, key.rules, mayBeEmpty: key.mayBeEmpty)
            if key.source.traits.isOutside { warn(of: value, key.name, evaluation.pending.row.target) }
            return value
        }
    }

    private mutating func otherValue(at index: Int, _ evaluation: inout Evaluation) throws -> Secret {
        let key = evaluation.evaluator.entry.keys[index]
        if let slow = evaluation.pending.inputs?.slow[index] { return try Self.refused { try slow.get() } }
        switch key.source {
        case .literal(let text): return Secret(utf8: text)
        case .read(let source):
            let row = evaluation.pending.row
            let path = try Self.refused { try source.path?.resolved(for: row.target, appName: row.appName) } ?? ""
            let reader = sources
            return try reader.member(of: source, at: path) { try members(of: $0, row).values }
                .checkedForSending(key.name, key.rules)
        case .column(let name): return try column(name, evaluation.pending)
        case .template(let template):
            let evaluation = evaluation
            return try template.rendered { evaluation.value(of: $0) }
        case .publicKey(let name, let form):
            guard let whole = evaluation.value(of: name) else { throw Self.unknown(name, evaluation) }
            return try KeyPair.publicHalf(of: whole, form, comment: evaluation.pending.row.target.secret.text)
        case .keep:
            guard let value = try previous(key.name, &evaluation) else { throw Self.unknown(key.name, evaluation) }
            return value
        case .previous(let name, let alternative):
            guard let value = try previous(name, &evaluation) ?? alternative.map(Secret.init(utf8:)) else {
                throw Self.unknown(name, evaluation)
            }
            return value
        case .generate(let generator): return try shared(key, ValueGenerator(generator), &evaluation)
        case .command:
            throw ValueError.source(InvalidInput("the program of \(key.name) was not called", fix: "try again"))
        }
    }

    private func column(_ name: String, _ pending: PendingItem) throws -> Secret {
        guard let seal = keys.columns, let sealed = pending.inputs?.columns.first(where: { $0.name == name })?.sealed
        else {
            throw ValueError.source(
                InvalidInput("the plan's list has no value in the column \(quoted(name))", fix: "apply the plan again"))
        }
        return try seal.open(sealed, at: .column(name, of: pending.row.target, plan: plan.name))
    }

    /// A value that several items of the run have in common.
    private mutating func shared(_ key: KeyPolicy, _ generator: ValueGenerator, _ evaluation: inout Evaluation) throws
        -> Secret
    {
        let item = evaluation.pending.row
        let app = key.share == .app ? item.target.app : nil
        let place = SharedKey(entry: item.entry, key: key.name, app: app)
        if let known = shared[place] { return known }
        let value = try generator.value(from: &entropy, unixMilliseconds: evaluation.now / 1_000)
        shared[place] = value
        evaluation.newlyShared.append(
            CommitBatch.SharedValue(
                entry: item.entry, key: key.name, app: app,
                sealed: try keys.seal.seal(
                    value, at: .shared(run: keys.run, entry: item.entry, key: key.name, app: app))))
        return value
    }

    private static func refused<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let refusal as InvalidInput {
            throw ValueError.source(refusal)
        }
    }
}
