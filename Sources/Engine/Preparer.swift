import Journal
import Model
import Secrecy
import Values

/// Makes, seals and opens the values of a run's items.
struct Preparer: ~Copyable {
    private let plan: Plan
    private let recipes: [Recipe]
    private let keys: RunKeys
    private let sources: SourceReader
    private var shared: [SharedKey: Secret]
    private var entropy: EntropyPool

    /// What an entry needs to make its values, worked out once.
    private struct Recipe {
        /// Indices into the entry's keys, each after those that it refers to.
        let order: [Int]
        let generators: [ValueGenerator?]
    }

    private struct SharedKey: Hashable {
        let entry: Int
        let key: KeyName
        let app: AppID?
    }

    /// An item that is ready, and what must be committed before it may leave.
    struct Outcome {
        let values: [(key: KeyName, value: Secret)]
        let preparation: Turn.Preparation
        let shared: [Turn.SharedValue]
    }

    /// - Parameters:
    ///   - directory: where relative paths count from.
    ///   - shared: the values that an earlier session made for items to share.
    init(plan: Plan, keys: RunKeys, directory: String, shared: [Turn.SharedValue]) throws {
        let recipes = try plan.entries.map { entry in
            Recipe(
                order: try entry.evaluationOrder(),
                generators: entry.keys.map { key in
                    if case .generate(let generator) = key.source { ValueGenerator(generator) } else { nil }
                })
        }
        let known = try shared.map { value in
            let place = Place.shared(run: keys.run, entry: value.entry, key: value.key, app: value.app)
            return (
                SharedKey(entry: value.entry, key: value.key, app: value.app),
                try keys.seal.open(value.sealed, at: place)
            )
        }
        self.plan = plan
        self.recipes = recipes
        self.keys = keys
        self.shared = Dictionary(uniqueKeysWithValues: known)
        sources = SourceReader(directory: directory)
        entropy = EntropyPool()
    }

    /// New values for an item.
    /// - Throws: `ValueError.source` when the item cannot have its values; any other error concerns the whole run.
    mutating func prepare(_ item: ItemRow, now: Int64) throws -> Outcome {
        let entry = plan.entries[item.entry]
        var made = [Secret?](repeating: nil, count: entry.keys.count)
        var newlyShared: [Turn.SharedValue] = []
        for index in recipes[item.entry].order {
            let key = entry.keys[index]
            let value = try value(
                of: key, at: index, item: item, made: made, entry: entry, now: now, newlyShared: &newlyShared)
            made[index] = try value.checkedForSending(key.name)
        }
        let values = zip(entry.keys, made).compactMap { key, value in value.map { (key: key.name, value: $0) } }
        guard values.reduce(0, { $0 + $1.value.count }) <= Secret.most else {
            throw ValueError.source(
                Refusal("the values add up to over 1 MiB", mend: "Kubernetes takes no larger secret"))
        }
        return Outcome(values: values, preparation: try sealed(values, item: item.id), shared: newlyShared)
    }

    /// The values that an item was given by an earlier session.
    /// - Throws: `ValueError.notOpened` when they were changed or moved.
    func reopened(_ item: ItemRow) throws -> [(key: KeyName, value: Secret)] {
        let byKey = Dictionary(uniqueKeysWithValues: item.values.map { ($0.key, $0.sealed) })
        return try plan.entries[item.entry].keys.map { key in
            guard let sealed = byKey[key.name], byKey.count == plan.entries[item.entry].keys.count else {
                throw ValueError.notOpened
            }
            let place = Place.value(run: keys.run, item: item.id, key: key.name)
            return (key.name, try keys.seal.open(sealed, at: place))
        }
    }

    private mutating func value(
        of key: KeyPolicy, at index: Int, item: ItemRow, made: [Secret?], entry: SecretEntry, now: Int64,
        newlyShared: inout [Turn.SharedValue]
    ) throws -> Secret {
        switch key.source {
        case .literal(let text): return Secret(utf8: text)
        case .environment(let name): return try sources.environment(name)
        case .file(let path): return try sources.file(path)
        case .template(let template):
            return try template.rendered { name in
                entry.keys.firstIndex { $0.name == name }.flatMap { made[$0] }
            }
        case .generate:
            guard let generator = recipes[item.entry].generators[index] else { throw ValueError.noRandomness }
            if key.share == .none { return try generator.value(from: &entropy, unixMilliseconds: now / 1_000) }
            let app = key.share == .app ? item.target.app : nil
            let place = SharedKey(entry: item.entry, key: key.name, app: app)
            if let known = shared[place] { return known }
            let value = try generator.value(from: &entropy, unixMilliseconds: now / 1_000)
            shared[place] = value
            newlyShared.append(
                Turn.SharedValue(
                    entry: item.entry, key: key.name, app: app,
                    sealed: try keys.seal.seal(
                        value, at: .shared(run: keys.run, entry: item.entry, key: key.name, app: app))))
            return value
        }
    }

    private func sealed(_ values: [(key: KeyName, value: Secret)], item: Int64) throws -> Turn.Preparation {
        Turn.Preparation(
            item: item,
            values: try values.map { key, value in
                (
                    key, try keys.seal.seal(value, at: .value(run: keys.run, item: item, key: key)),
                    keys.fingerprint.of(value)
                )
            })
    }
}
