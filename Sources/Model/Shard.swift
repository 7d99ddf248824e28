/// One of several parts of a plan, each with its own database.
package struct Shard: Sendable, Equatable {
    /// From 0.
    package let index: Int
    package let count: Int

    /// A hundred API hosts with a hundred shards each: more than anybody has needed.
    package static let maximum = 10_000

    /// Reads `0/4` to `3/4`.
    /// - Throws: `InvalidInput` for anything else.
    package init(text: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], (1...Self.maximum).contains(count),
            (0..<count).contains(index)
        else {
            throw InvalidInput(
                "\(quoted(text)) is not a shard", fix: "write its number, from 0, and how many there are: 0/4 to 3/4")
        }
        self.index = index
        self.count = count
    }

    package var text: String { "\(index)/\(count)" }
}
