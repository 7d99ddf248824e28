package import Journal
package import Model
package import Secrets
package import Values

/// Reads what rekey still holds of a secret's values, so that they can be taken out of other people's words.
package struct EarlierValues: Sendable {
    private let journal: Journal
    private let master: Seal
    /// Whether nothing is held, so that nobody has to wait for the database to say so.
    let isNone: Bool

    package init(journal: Journal, master: Seal, isNone: Bool = false) {
        self.journal = journal
        self.master = master
        self.isNone = isNone
    }

    /// The values that other items of the secret have had and that are not shredded, the latest first.
    /// - Parameter item: the one whose values are at hand.
    /// - Returns: `nil` where they cannot be read. Then any text may hold one of them.
    package func values(of target: Target, besides item: Int64?) async -> [Secret]? {
        var reader = VersionReader(master: master)
        do {
            return try await journal.keptValues(of: target, besides: item)
                .flatMap { try reader.values(of: $0).map(\.value) }
        } catch {
            return nil  // the message is left out, and says so
        }
    }
}
