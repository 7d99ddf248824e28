/// One entry under `secrets`: the keys that its targets' secrets will have, all of them.
package struct SecretEntry: Sendable, Equatable {
    /// `nil` when the rows of the CSV file name the secrets.
    package let secret: SecretName?
    package let targets: TargetSelection
    /// In the order of the job file; never empty.
    package let keys: [KeyPolicy]
    /// Keys that may vanish.
    package let drop: Set<KeyName>

    package init(secret: SecretName?, targets: TargetSelection, keys: [KeyPolicy], drop: Set<KeyName> = []) {
        self.secret = secret
        self.targets = targets
        self.keys = keys
        self.drop = drop
    }

    /// The keys' indices, each after the keys that its template refers to.
    /// - Throws: `Refusal` for a reference to a key that is not there, and for a cycle, which it names.
    package func evaluationOrder() throws -> [Int] {
        let index = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1.name, $0) })
        var order: [Int] = []
        var path: [Int] = []
        func visit(_ at: Int) throws {
            if order.contains(at) { return }
            if let start = path.firstIndex(of: at) {
                let cycle = (path[start...] + [at]).map { keys[$0].name.text }.joined(separator: " → ")
                throw Refusal("the templates refer to each other in a circle: \(cycle)", mend: "break the circle")
            }
            path.append(at)
            if case .template(let template) = keys[at].source {
                for name in template.references {
                    guard let next = index[name] else {
                        throw Refusal(
                            "the template of \(quoted(keys[at].name.text)) refers to \(quoted(name.text)), "
                                + "which is no key of this secret",
                            mend: "add the key, or write $${ for the plain characters")
                    }
                    try visit(next)
                }
            }
            path.removeLast()
            order.append(at)
        }
        for at in keys.indices { try visit(at) }
        return order
    }
}
