/// One entry under `secrets`: all keys that its targets' secrets will have.
package struct SecretEntry: Sendable, Equatable {
    /// `nil` when the rows of the CSV file name the secrets, or a pattern finds them.
    package let secret: SecretName?
    package let targets: TargetSelection
    /// How many targets must be found before a run sends anything.
    package let expect: ExpectedCount?
    /// In the order of the job file; empty only if something else provides the keys.
    package let keys: [KeyPolicy]
    package let keysFrom: KeySet?
    /// Keys that the PUT may remove.
    package let drop: Set<KeyName>
    package let steps: Steps?
    package let create: CreateMode

    package init(
        secret: SecretName?, targets: TargetSelection, expect: ExpectedCount? = nil, keys: [KeyPolicy],
        keysFrom: KeySet? = nil, drop: Set<KeyName> = [], steps: Steps? = nil, create: CreateMode = .never
    ) {
        self.secret = secret
        self.targets = targets
        self.expect = expect
        self.keys = keys
        self.keysFrom = keysFrom
        self.drop = drop
        self.steps = steps
        self.create = create
    }

    /// Whether a target that only the API knows can be one of its own, by the secret's name.
    package func mayFind(_ secret: SecretName) -> Bool {
        guard targets.needsAPI else { return false }
        if let pattern = targets.lookup?.secrets { return pattern.matches(secret) }
        return self.secret.map { $0 == secret } ?? true
    }

    /// Columns of the CSV file that its keys take, each once.
    package var columns: [String] {
        var seen: Set<String> = []
        return keys.compactMap(\.source.traits.column).filter { seen.insert($0).inserted }
    }

    /// What the keys that take a column allow as values.
    package var columnRules: [String: ValueRules] {
        var rules: [String: ValueRules] = [:]
        for key in keys {
            guard let name = key.source.traits.column else { continue }
            rules[name] = rules[name].map { $0.union(key.rules) } ?? key.rules
        }
        return rules
    }

    /// Which of a list's stored columns are keys themselves.
    package func listedKeys(in columns: [String]) -> [String] {
        guard keysFrom?.listed != nil else { return [] }
        let own = Set(self.columns + keys.map(\.name.text))
        return columns.filter { !own.contains($0) }
    }

    /// Whether a list has more about its targets than their names.
    package var needsColumns: Bool { keysFrom?.listed != nil || !columns.isEmpty }

    /// Whether it needs the names of apps, which only the API has.
    package var needsAppNames: Bool {
        let calls = (steps?.calls ?? []).flatMap(\.arguments)
        let texts = keys.flatMap(\.source.traits.texts) + calls + (keysFrom?.file.map { [$0.path] } ?? [])
        return texts.contains { $0.needsAppName }
    }

    /// Whether it depends on values that rekey wrote earlier.
    package var needsVersion: Bool { keys.contains { $0.source.traits.earlier != nil } }

    /// Keys of the last version that an item needs to have its values.
    package var standsOn: [KeyName] { keys.compactMap(\.standsOn) }

    /// Whether making its values takes so long that other items must not wait for it.
    package var isSlow: Bool { keys.contains(where: \.isSlow) }

    /// The indices of the keys, each after the keys that its template refers to.
    /// - Throws: `InvalidInput` for a reference to a missing key, and for a cycle, which it names.
    package func evaluationOrder() throws -> [Int] {
        let index = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1.name, $0) })
        var order: [Int] = []
        var path: [Int] = []
        func visit(_ at: Int) throws {
            if order.contains(at) { return }
            if let start = path.firstIndex(of: at) {
                let cycle = (path[start...] + [at]).map { keys[$0].name.text }.joined(separator: " → ")
                throw InvalidInput("the templates refer to each other in a circle: \(cycle)", fix: "break the circle")
            }
            path.append(at)
            for name in keys[at].source.traits.references {
                guard let next = index[name] else {
                    // A file may provide it; that is checked when the file is read.
                    if keysFrom != nil { continue }
                    throw InvalidInput(
                        "the template of \(quoted(keys[at].name.text)) refers to \(quoted(name.text)), "
                            + "which is not a key of this secret",
                        fix: "add the key, or write $${ for the plain characters")
                }
                try visit(next)
            }
            path.removeLast()
            order.append(at)
        }
        for at in keys.indices { try visit(at) }
        return order
    }
}
