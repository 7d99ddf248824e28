#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The set of strings that a `password` generator draws from, each with the same probability.
package struct PasswordPolicy: Sendable, Equatable {
    /// 8 to 1024.
    package let length: Int
    /// The alphabets in use, in the order of `CharacterClass.allCases`; none is empty, and none overlaps another.
    package let classes: [Class]
    /// Which characters are allowed at the ends.
    package let edges: EdgeCharacters

    package struct Class: Sendable, Equatable {
        package let name: CharacterClass
        package let characters: [UInt8]
        /// The minimum number of characters of this class.
        package let minimum: Int
    }

    /// URL- and shell-safe (RFC 3986, section 2.3: unreserved characters).
    package static let defaultSymbols = "-_.~"

    /// - Parameters:
    ///   - minimum: the minimum number of each class; the default is 1, and -1 excludes the class.
    ///   - symbols: printable ASCII that is neither letter nor digit.
    ///   - exclude: characters that no password may contain.
    ///   - edges: which characters are allowed at the ends; if there are only symbols, the default allows symbols.
    /// - Throws: `InvalidInput` when no string, or no sensible one, conforms.
    package init(
        length: Int = 32, minimum: [CharacterClass: Int] = [:], symbols: String = defaultSymbols, exclude: String = "",
        edges: EdgeCharacters? = nil
    ) throws {
        guard (8...1024).contains(length) else {
            throw InvalidInput("the length of a password is \(length)", fix: "write 8 to 1024")
        }
        let isSymbol = { (scalar: Unicode.Scalar) in
            (0x21...0x7e).contains(scalar.value) && !scalar.properties.isAlphabetic && !scalar.properties.isASCIIDigit
        }
        if let odd = symbols.unicodeScalars.first(where: { !isSymbol($0) }) {
            throw InvalidInput(
                "\(quoted(String(odd))) cannot be a symbol",
                fix: "use printable ASCII that is neither letter nor digit")
        }
        let barred = Set(exclude.utf8)
        var classes: [Class] = []
        for name in CharacterClass.allCases {
            let count = minimum[name] ?? 1
            guard (-1...1024).contains(count) else {
                throw InvalidInput(
                    "the minimum number of \(name.rawValue) is \(count)",
                    fix: "write 0 to 1024, or -1 to exclude the class")
            }
            if count == -1 { continue }
            let alphabet = Set(Self.alphabet(of: name, symbols: symbols)).subtracting(barred).sorted()
            if alphabet.isEmpty, count > 0, minimum[name] != nil || !(name == .symbol && symbols.isEmpty) {
                throw InvalidInput(
                    "no \(name.rawValue) is left, but \(count) must be there",
                    fix: "exclude fewer characters, or exclude the class with \(name.rawValue): -1")
            }
            if !alphabet.isEmpty { classes.append(Class(name: name, characters: alphabet, minimum: count)) }
        }
        guard !classes.isEmpty else {
            throw InvalidInput("every class of characters is excluded", fix: "allow at least one class")
        }
        let needed = classes.reduce(0) { $0 + $1.minimum }
        guard needed <= length else {
            throw InvalidInput(
                "the minimums add up to \(needed), the length is \(length)",
                fix: "lower them or make the password longer")
        }
        self.length = length
        self.classes = classes
        self.edges = edges ?? (classes.allSatisfy { $0.name == .symbol } ? .any : .alphanumeric)
        try checkEnds()
    }

    private func checkEnds() throws {
        if edges != .any, !classes.contains(where: { edges.allowsFirst($0.name) }) {
            throw InvalidInput(
                "the password must begin with a letter, but letters are excluded",
                fix: "allow letters, or write first: any")
        }
        let isThere = ends.contains { ends in
            guard let ends else { return true }
            let needed = classes.enumerated().reduce(0) { sum, each in
                sum
                    + max(
                        0,
                        each.element.minimum - (each.offset == ends.first ? 1 : 0) - (each.offset == ends.last ? 1 : 0))
            }
            return needed <= length - 2
        }
        guard isThere else {
            throw InvalidInput(
                "the password must begin and end with a letter or digit, but the minimum number of symbols leaves no "
                    + "room for that",
                fix: "make the password longer, or write first: any")
        }
    }

    /// The classes that may stand at the ends together; one `nil` where that makes no difference.
    var ends: [PasswordSpace.Ends?] {
        guard edges != .any else { return [nil] }
        let first = classes.indices.filter { edges.allowsFirst(classes[$0].name) }
        let last = classes.indices.filter { edges.allowsLast(classes[$0].name) }
        return first.flatMap { first in last.map { PasswordSpace.Ends(first: first, last: $0) } }
    }

    /// A quick lower bound of log₂ of the number of conforming strings: it counts only the strings that begin with the
    /// required characters in one fixed order.
    var minEntropyBits: Double {
        let all = classes.reduce(0) { $0 + $1.characters.count }
        let needed = classes.reduce(0) { $0 + $1.minimum }
        let fixed = classes.reduce(0.0) { $0 + Double($1.minimum) * log2(Double($1.characters.count)) }
        let free = max(0, length - needed - (edges == .any ? 0 : 2))
        return fixed + Double(free) * log2(Double(all))
    }

    private static func alphabet(of name: CharacterClass, symbols: String) -> [UInt8] {
        switch name {
        case .lower: Array("abcdefghijklmnopqrstuvwxyz".utf8)
        case .upper: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        case .digit: Array("0123456789".utf8)
        case .symbol: Array(symbols.utf8)
        }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isASCIIDigit: Bool { numericType == .decimal }
}
