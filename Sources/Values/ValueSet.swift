package import Secrecy

/// The values of one file, by name, in the file's order.
package struct ValueSet: Sendable {
    package private(set) var members: [(name: String, value: Secret)] = []
    private var places: [String: Int] = [:]

    package init() {}

    /// - Throws: `ValueFileProblem` where the name is there already.
    mutating func add(_ name: String, _ value: Secret, line: Int) throws {
        guard places.updateValue(members.count, forKey: name) == nil else {
            throw ValueFileProblem(line: line, "\(name) stands there twice; keep one of them")
        }
        members.append((name, value))
    }

    package subscript(name: String) -> Secret? { places[name].map { members[$0].value } }
}

/// What is wrong with a file of values, and on which line. It quotes names at most, never a value.
package struct ValueFileProblem: Error, Sendable {
    package let line: Int
    package let text: String

    init(line: Int, _ text: String) {
        self.line = line
        self.text = text
    }
}
