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
    package var mayBeEmpty: Bool {
        switch source {
        case .literal: true
        case .previous(_, let alternative): alternative != nil
        default: false
        }
    }

    /// Whether its values take so long that other items must not wait for them. A shared value is made only once.
    package var isSlow: Bool { source.isSlow && share == .none }
}
