/// Which strings a `password` generator draws from, each with the same probability.
package struct PasswordPolicy: Sendable, Equatable {
    /// 8 to 1024.
    package let length: Int
    /// The alphabets that take part, in the order of `CharacterClass.allCases`; none is empty, none overlaps another.
    package let classes: [Class]

    package struct Class: Sendable, Equatable {
        package let name: CharacterClass
        package let characters: [UInt8]
        /// The least number of characters of this class.
        package let minimum: Int
    }

    /// URL- and shell-safe (RFC 3986, section 2.3: unreserved characters).
    package static let defaultSymbols = "-_.~"

    /// - Parameters:
    ///   - minimum: the least number of each class; 1 where a class is not named, -1 bars it.
    ///   - symbols: printable ASCII that is neither letter nor digit.
    ///   - exclude: characters that no string may have.
    /// - Throws: `Refusal` when no string, or nothing sensible, conforms.
    package init(
        length: Int = 32, minimum: [CharacterClass: Int] = [:], symbols: String = defaultSymbols, exclude: String = ""
    ) throws {
        guard (8...1024).contains(length) else {
            throw Refusal("the length of a password is \(length)", mend: "write 8 to 1024")
        }
        let isSymbol = { (scalar: Unicode.Scalar) in
            (0x21...0x7e).contains(scalar.value) && !scalar.properties.isAlphabetic && !scalar.properties.isASCIIDigit
        }
        if let odd = symbols.unicodeScalars.first(where: { !isSymbol($0) }) {
            throw Refusal(
                "\(quoted(String(odd))) cannot be a symbol",
                mend: "use printable ASCII that is neither letter nor digit")
        }
        let barred = Set(exclude.utf8)
        var classes: [Class] = []
        for name in CharacterClass.allCases {
            let least = minimum[name] ?? 1
            guard (-1...1024).contains(least) else {
                throw Refusal(
                    "the least number of \(name.rawValue) is \(least)", mend: "write 0 to 1024, or -1 for none at all")
            }
            if least == -1 { continue }
            let alphabet = Set(Self.alphabet(of: name, symbols: symbols)).subtracting(barred).sorted()
            if alphabet.isEmpty, least > 0, minimum[name] != nil || !(name == .symbol && symbols.isEmpty) {
                throw Refusal(
                    "no \(name.rawValue) is left, but \(least) must be there",
                    mend: "exclude fewer characters, or bar the class with \(name.rawValue): -1")
            }
            if !alphabet.isEmpty { classes.append(Class(name: name, characters: alphabet, minimum: least)) }
        }
        guard !classes.isEmpty else {
            throw Refusal("every class of characters is barred", mend: "leave at least one class in")
        }
        let needed = classes.reduce(0) { $0 + $1.minimum }
        guard needed <= length else {
            throw Refusal(
                "the least numbers add up to \(needed), the length is \(length)",
                mend: "lower them or make the password longer")
        }
        self.length = length
        self.classes = classes
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
