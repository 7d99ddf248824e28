import Model
import Secrecy
import Values

/// What an entry needs to make its values, worked out once for all its items.
final class Recipe: Sendable {
    let entry: SecretEntry
    let names: [KeyName]
    /// Indices into the entry's keys, each after those that it refers to.
    let order: [Int]
    let makers: [Maker]

    /// How a key's value is made.
    enum Maker {
        /// The same for all items.
        case fixed(Secret)
        /// A new one for each item.
        case random(ValueGenerator)
        /// From something outside, or from other values.
        case other
    }

    /// - Throws: `Refusal` for templates that refer to each other in a circle.
    init(_ entry: SecretEntry) throws {
        self.entry = entry
        names = entry.keys.map(\.name)
        order = try entry.evaluationOrder()
        makers = entry.keys.map { key in
            switch key.source {
            case .literal(let text):
                // One that may not be sent fails each of its items, as any other value.
                (try? Secret(utf8: text).checkedForSending(key.name, key.rules, mayBeEmpty: true)).map(Maker.fixed)
                    ?? .other
            case .generate(let generator) where key.share == .none && !key.isSlow: .random(ValueGenerator(generator))
            default: .other
            }
        }
    }
}
