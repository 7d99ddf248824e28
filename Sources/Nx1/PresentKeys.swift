package import Model
package import Secrets

/// The keys that a secret has, as the API says.
package struct PresentKeys: Sendable {
    package private(set) var names: [KeyName] = []
    /// Keys whose names Kubernetes does not have: they are counted, but never shown or followed.
    package private(set) var invalid = 0

    init() {}

    init(_ texts: [String]) {
        for text in texts {
            if let name = try? KeyName(text) { names.append(name) } else { invalid += 1 }  // it is counted
        }
    }

    /// Those that a PUT with other keys would take away.
    /// - Parameter hiding: what must not be in a name that is shown; asked for when there is one.
    package func vanishing(
        keeps keys: Set<KeyName>, isolation: isolated any Actor, hiding: () async -> Scrubber
    ) async -> VanishingKeys {
        let vanishing = names.filter { !keys.contains($0) }
        if vanishing.isEmpty { return VanishingKeys([], invalid: invalid) }
        let scrubber = await hiding()
        // No more names are shown than these, and no more are looked at.
        let first = vanishing.prefix(VanishingKeys.maxNames)
        let shown = first.filter { scrubber.passes(name: $0.text) }
        return VanishingKeys(
            shown, more: vanishing.count - first.count, invalid: invalid, withheld: first.count - shown.count)
    }
}
