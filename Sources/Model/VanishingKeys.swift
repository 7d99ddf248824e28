package import Secrets

/// The keys of a secret that its PUT would remove, as far as they may be shown.
package struct VanishingKeys: Sendable, Equatable {
    /// The keys whose names may be shown.
    package let names: [KeyName]
    /// The number of further keys.
    private let more: Int
    /// Keys with names that Kubernetes does not allow.
    private let invalid: Int
    /// Keys with names that contain a secret.
    private let withheld: Int

    package static let maxNames = 20
    /// Limit for all names together: it keeps a message below 500 characters.
    private static let maxCharacters = 250

    package init(_ names: [KeyName], more: Int = 0, invalid: Int = 0, withheld: Int = 0) {
        self.names = names
        self.more = more
        self.invalid = invalid
        self.withheld = withheld
    }

    package var isEmpty: Bool { names.isEmpty && more == 0 && invalid == 0 && withheld == 0 }

    var message: PublicText {
        "the plan would remove keys of the secret: \(listed); add them to the plan's keys, or name them under drop"
    }

    /// The first names, and the number of the remaining keys.
    private var listed: PublicText {
        var room = Self.maxCharacters
        let shown = names.prefix(Self.maxNames).prefix { name in
            room -= name.text.utf8.count
            return room >= 0
        }
        var list: PublicText = ""
        for (index, name) in shown.enumerated() { list += index == 0 ? "\(name)" : ", \(name)" }
        guard let others = counted(names.count - shown.count + more) else { return list }
        return shown.isEmpty ? others : "\(list) and \(others)"
    }

    /// Describes the keys whose names are not shown; `nil` if there are none.
    package var unnamed: PublicText? { counted(more) }

    private func counted(_ more: Int) -> PublicText? {
        let counts: [PublicText?] = [
            more == 0 ? nil : more == 1 ? "1 more key" : "\(more) more keys",
            invalid == 0
                ? nil : invalid == 1 ? "1 key whose name is not valid" : "\(invalid) keys whose names are not valid",
            withheld == 0
                ? nil
                : withheld == 1 ? "1 key whose name repeats a secret" : "\(withheld) keys whose names repeat a secret",
        ]
        let said = counts.compactMap { $0 }
        guard let first = said.first else { return nil }
        return said.dropFirst().reduce(first) { "\($0) and \($1)" }
    }
}

extension VanishingKeys: ExpressibleByArrayLiteral {
    package init(arrayLiteral names: KeyName...) { self.init(names) }
}
