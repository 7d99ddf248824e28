package import Secrets

/// The keys of a secret that its PUT would take away, as far as they can be told.
package struct VanishingKeys: Sendable, Equatable {
    /// Those that may be shown.
    package let names: [KeyName]
    /// Further keys.
    private let more: Int
    /// Keys whose names Kubernetes does not have.
    private let invalid: Int
    /// Keys whose names repeat a secret.
    private let withheld: Int

    package static let maxNames = 20
    /// Of all names together: with it a message stays within 500.
    private static let maxCharacters = 250

    package init(_ names: [KeyName], more: Int = 0, invalid: Int = 0, withheld: Int = 0) {
        self.names = names
        self.more = more
        self.invalid = invalid
        self.withheld = withheld
    }

    package var isEmpty: Bool { names.isEmpty && more == 0 && invalid == 0 && withheld == 0 }

    var message: PublicText {
        "the secret has keys that the plan would drop: \(listed); add them to the plan's keys, or name them under drop"
    }

    /// The first names, and how many keys there are besides.
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

    /// What is said of keys whose names are not shown; `nil` where there are none.
    package var unnamed: PublicText? { counted(more) }

    private func counted(_ more: Int) -> PublicText? {
        let counts: [PublicText?] = [
            more == 0 ? nil : more == 1 ? "1 key more" : "\(more) keys more",
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
