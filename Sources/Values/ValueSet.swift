package import Model
package import Secrets

/// The values of one file, by name, in file order.
package struct ValueSet: Sendable {
    package private(set) var members: [ValueMember] = []
    /// Set if the selection is a single value.
    package let single: ValueMember?
    private var places: [String: Int] = [:]

    package init(single: ValueMember? = nil) {
        self.single = single
    }

    /// - Throws: `ValueFileProblem` if the name already exists.
    mutating func add(_ name: String, _ value: Secret, flaw: ValueMember.Flaw? = nil, line: Int) throws {
        guard places.updateValue(members.count, forKey: name) == nil else {
            throw ValueFileProblem(line: line, "\(name) is listed twice; keep one of them")
        }
        members.append(ValueMember(name: name, value: value, flaw: flaw))
    }

    package subscript(name: String) -> ValueMember? { places[name].map { members[$0] } ?? single }

    /// The keys that it provides, each to be checked with `checkedForSending`.
    /// - Parameters:
    ///   - own: keys that have a source of their own, which counts instead.
    ///   - path: of the file, for messages.
    /// - Throws: `ValueError.source` if it is a single value, or has a name that no key can have.
    package func keys(besides own: [KeyName], in path: String) throws -> [(key: KeyName, member: ValueMember)] {
        guard single == nil else {
            throw ValueError.source(
                InvalidInput("\(path) has no keys at the selected position", fix: "correct select:"))
        }
        return try ValueError.naming(path) { try members.map { (try KeyName($0.name), $0) } }
            .filter { !own.contains($0.0) }
    }
}

/// One value of a file, and what else is known about it.
package struct ValueMember: Sendable {
    package let name: String
    package let value: Secret
    package let flaw: Flaw?

    init(name: String, value: Secret, flaw: Flaw? = nil) {
        self.name = name
        self.value = value
        self.flaw = flaw
    }

    /// A single value in a file or variable, without a name.
    init(value: Secret) { self.init(name: "", value: value) }

    package enum Flaw: Sendable, Equatable {
        /// `${NAME}`, which has not been resolved.
        case unresolved
        /// Two backslashes in single quotes, which some readers take for one.
        case readTwoWays
        /// A `#` after the equals sign began a comment.
        case emptiedByComment
        /// Not text, a number or a boolean: what it is, and what to do.
        case notText(String, remedy: String)
    }

    /// The value, checked for a key, as it is sent.
    /// - Throws: `ValueError.source`.
    package func checkedForSending(_ key: KeyName, _ rules: ValueRules) throws -> Secret {
        let refuse = { (what: String, remedy: String) in
            ValueError.source(InvalidInput("the value of \(quoted(key.text)) \(what)", fix: remedy))
        }
        if !rules.allowsRaw, Placeholder.isBookkeeping(name) {
            throw refuse(
                "is metadata of a tool that encrypts files",
                "decrypt the file with that tool first, or write raw: allowed")
        }
        switch flaw {
        case .notText(let what, let remedy): throw refuse("is \(what)", remedy)
        case .unresolved where !rules.allowsRaw:
            throw refuse(
                "has a reference like ${NAME} or $(program) that was not resolved",
                "write expand: true (for names), single quotes around the value, or raw: allowed")
        case .readTwoWays where !rules.allowsRaw:
            throw refuse(
                "has two backslashes in single quotes, which some readers take for one",
                "put the value in double quotes and double each backslash, or write raw: allowed to send two")
        case .emptiedByComment where !rules.allowsEmpty:
            throw refuse(
                "is empty, because the # before it begins a comment",
                "put quotes around the value, or write empty: allowed")
        default: break
        }
        return try value.checkedForSending(key, rules)
    }
}

/// What is wrong with a file of values, and on which line. The text contains names, never a value.
package struct ValueFileProblem: Error, Sendable {
    package let line: Int
    package let text: String

    init(line: Int, _ text: String) {
        self.line = line
        self.text = text
    }
}
