/// One key of a secret and how it gets its value.
package struct KeyPolicy: Sendable, Equatable {
    package let name: KeyName
    package let source: ValueSource
    package let share: Share

    package init(name: KeyName, source: ValueSource, share: Share = .none) {
        self.name = name
        self.source = source
        self.share = share
    }

    /// Whether its values take so long that other items must not wait for them. One that is shared is made once.
    package var isSlow: Bool { source.isSlow && share == .none }
}
