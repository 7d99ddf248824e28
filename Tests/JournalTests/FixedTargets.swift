import Journal
import Model

/// The targets of a plan's only entry.
struct FixedTargets: TargetSource {
    private let targets: [Target]

    init(_ targets: [Target]) {
        self.targets = targets
    }

    func makeIterator() -> any TargetIterator { Iterator(left: targets[...]) }

    private struct Iterator: TargetIterator {
        var left: ArraySlice<Target>
        let position = "the list"

        mutating func next() -> TargetStep? {
            left.popFirst().map { .target(.identified($0), entry: 0, columns: []) }
        }
    }
}
