package import Model
package import Secrets

/// Warnings about unusual characters at the ends of values: each key once, with the first target where it occurred.
package struct ValueWarnings: Sendable {
    private struct Seen: Hashable {
        let key: KeyName
        let end: Secret.OddEnd
    }

    private var seen: Set<Seen> = []
    package private(set) var texts: [String] = []
    /// Limited, because files can provide keys of any name.
    private static let maximum = 20

    package init() {}

    /// - Returns: the warning, unless the key already has it.
    @discardableResult
    package mutating func add(_ key: KeyName, _ end: Secret.OddEnd, _ target: Target) -> String? {
        add(key, end, .identified(target))
    }

    @discardableResult
    package mutating func add(_ key: KeyName, _ end: Secret.OddEnd, _ target: ListedTarget) -> String? {
        guard texts.count < Self.maximum, seen.insert(Seen(key: key, end: end)).inserted else { return nil }
        // A source that all targets share is checked without a target.
        let isAnybody = if case .identified(let target) = target { target.app.text.isEmpty } else { false }
        let place = isAnybody ? "" : " (\(target))"
        let text = "the value of \(quoted(key.text)) \(end.rawValue)\(place); \(end.remedy)"
        texts.append(text)
        return text
    }
}
