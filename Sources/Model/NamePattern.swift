/// A shell glob that names of secrets match as a whole: `*` any characters, `?` one, `[a-z]` one of these and `[!a-z]` one of
/// the others. Every other character stands for itself.
package struct NamePattern: Sendable, Equatable {
    package let text: String
    private let parts: [Part]

    private enum Part: Equatable {
        case anything
        case any
        case one(Unicode.Scalar)
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .anything, .any: true
            case .one(let own): own == scalar
            case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
            }
        }
    }

    /// - Throws: `InvalidInput` for a pattern that no name can match, and for brackets that are not closed or are empty.
    package init(_ text: String) throws {
        guard !text.isEmpty, text.unicodeScalars.count <= 253 else {
            throw InvalidInput("a pattern of names has 1 to 253 characters", fix: "write a pattern like \"db-*\"")
        }
        if let barred = text.unicodeScalars.first(where: { $0 == "/" || $0 == "\\" || $0.value < 0x20 }) {
            throw InvalidInput(
                "no secret's name has the character \(quoted(String(barred)))", fix: "write a pattern like \"db-*\"")
        }
        self.text = text
        var parts: [Part] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": if parts.last != .anything { parts.append(.anything) }
            case "?": parts.append(.any)
            case "[": parts.append(try Self.brackets(&rest, of: text))
            default: parts.append(.one(scalar))
            }
        }
        self.parts = parts
    }

    /// - Parameter rest: what follows the opening bracket; afterwards what follows the closing one.
    private static func brackets(_ rest: inout Substring.UnicodeScalarView, of text: String) throws -> Part {
        let isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let first = rest.popFirst() {
            // As in a shell, a closing bracket that comes first stands for itself.
            if first == "]", !ranges.isEmpty { return .oneOf(ranges, isNegated: isNegated) }
            guard rest.first == "-", let last = rest.dropFirst().first, last != "]" else {
                ranges.append(first...first)
                continue
            }
            guard first <= last else {
                throw InvalidInput(
                    "the range \(quoted("\(first)-\(last)")) in the pattern \(quoted(text)) runs backwards",
                    fix: "write the lower character first")
            }
            rest.removeFirst(2)
            ranges.append(first...last)
        }
        throw InvalidInput(
            "the bracket of the pattern \(quoted(text)) is not closed", fix: "write ], or [[] for the bracket itself")
    }

    package func matches(_ name: SecretName) -> Bool { matches(name.text) }

    /// Takes the last `*` back by one character when what follows it does not fit, so that the time is at most the product of
    /// both lengths.
    func matches(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        var at = 0
        var part = 0
        var star: (part: Int, at: Int)?
        while at < scalars.count {
            if part < parts.count, parts[part] == .anything {
                star = (part, at)
                part += 1
            } else if part < parts.count, parts[part].matches(scalars[at]) {
                part += 1
                at += 1
            } else if let last = star {
                star = (last.part, last.at + 1)
                part = last.part + 1
                at = last.at + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .anything }
    }
}
