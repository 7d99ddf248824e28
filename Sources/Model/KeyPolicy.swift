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
}
