import Model
import Secrets
import Subprocesses
import Values

/// What an entry needs to make its values, worked out once for all its items.
final class EntryEvaluator: Sendable {
    let entry: SecretEntry
    let names: [KeyName]
    /// Indices into the entry's keys, each after those that it refers to.
    let order: [Int]
    let strategies: [ValueStrategy]
    /// A program of the steps that is not there, so that no item of the entry can end well.
    let missingProgram: InvocationError?

    /// How a key's value is made.
    enum ValueStrategy {
        /// The same for all items.
        case fixed(Secret)
        /// A new one for each item.
        case random(ValueGenerator)
        /// From something outside, or from other values.
        case other
    }

    /// - Throws: `InvalidInput` for templates that refer to each other in a circle.
    /// - Parameter directory: where relative paths of programs count from.
    init(_ entry: SecretEntry, directory: String) throws {
        self.entry = entry
        missingProgram = Self.missingProgram(of: entry.steps?.calls ?? [], directory)
        names = entry.keys.map(\.name)
        order = try entry.evaluationOrder()
        strategies = entry.keys.map { key in
            switch key.source {
            case .literal(let text):
                // One that may not be sent fails each of its items, as any other value.
                (try? Secret(utf8: text).checkedForSending(key.name, key.rules, mayBeEmpty: true)).map(
                    ValueStrategy.fixed)
                    ?? .other
            case .generate(let generator) where key.share == .none && !key.isSlow: .random(ValueGenerator(generator))
            default: .other
            }
        }
    }

    /// One whose path names the target is found missing when it is called.
    private static func missingProgram(of calls: [ProgramCall], _ directory: String) -> InvocationError? {
        for call in calls where !call.arguments[0].isPerTarget {
            let program = Invocation([call.arguments[0].text], directory: directory, timeLimit: call.timeLimit)
            do throws(InvocationError) {
                try program.checkPresence()
            } catch {
                return error
            }
        }
        return nil
    }
}
