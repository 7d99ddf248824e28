/// One key of a secret and how it gets its value.
package struct KeyPolicy: Sendable, Equatable {
    package let name: KeyName
    package let source: ValueSource
    package let share: Share
    package let rules: ValueRules

    package init(name: KeyName, source: ValueSource, share: Share = .none, rules: ValueRules = ValueRules()) {
        self.name = name
        self.source = source
        self.share = share
        self.rules = rules
    }

    /// Whether an empty value was written explicitly.
    package var mayBeEmpty: Bool { source.traits.written != nil }

    /// The key of the last version that it needs to have a value.
    package var standsOn: KeyName? {
        let traits = source.traits
        guard traits.written == nil, let earlier = traits.earlier else { return nil }
        return switch earlier {
        case .own: name
        case .other(let name): name
        }
    }

    /// Whether its values take so long that other items must not wait for them. A shared value is made only once.
    package var isSlow: Bool { source.traits.isSlow && share == .none }
}
