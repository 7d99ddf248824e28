/// One field of a crontab line, as the set of its values: `*/15`, `8-18/2`, `mon,wed`, `fri-sun`.
package struct CronField: Sendable, Equatable {
    package let kind: Kind
    /// Vixie cron's flag, set for `*/2` too: it decides how the two day fields combine and what a clock change does.
    package let startsWithStar: Bool
    /// Bit n stands for the value n; Sunday is 0.
    private let bits: UInt64

    /// - Throws: `InvalidInput` for anything that is not a list of values, ranges and steps of this kind.
    package init(_ text: String, _ kind: Kind) throws {
        self.kind = kind
        startsWithStar = text.hasPrefix("*")
        guard !text.split(omittingEmptySubsequences: false, whereSeparator: { ",-/".contains($0) }).contains("") else {
            throw InvalidInput(
                "the \(kind.label) \(quoted(text)) has an empty part", fix: "write a value on both sides of , - and /"
            )
        }
        bits = try text.split(separator: ",", omittingEmptySubsequences: false).reduce(into: 0) { bits, part in
            for value in try Self.values(of: String(part), kind) { bits |= 1 << kind.folded(value) }
        }
    }

    package func contains(_ value: Int) -> Bool { bits >> value & 1 == 1 }

    /// - Parameter lowest: 0 or more.
    package func first(from lowest: Int) -> Int? {
        let rest = bits >> lowest
        return rest == 0 ? nil : lowest + rest.trailingZeroBitCount
    }

    /// - Parameter highest: less than 64.
    package func last(through highest: Int) -> Int? {
        guard highest >= 0 else { return nil }
        let rest = bits << (63 - highest)
        return rest == 0 ? nil : highest - rest.leadingZeroBitCount
    }

    /// A piece between commas.
    private static func values(of part: String, _ kind: Kind) throws -> StrideThrough<Int> {
        let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let range = try range(of: pieces[0], kind)
        guard pieces.count == 2 else { return stride(from: range.lowerBound, through: range.upperBound, by: 1) }
        let step = try step(pieces[1], of: part, kind)
        guard pieces[0] == "*" || pieces[0].contains("-") else {
            throw InvalidInput(
                "the \(kind.label) \(quoted(part)) has a step without a range",
                fix: "write \(pieces[0])-\(kind.range.upperBound)/\(step)")
        }
        return stride(from: range.lowerBound, through: range.upperBound, by: step)
    }

    private static func range(of text: String, _ kind: Kind) throws -> ClosedRange<Int> {
        guard text != "*" else { return kind.range }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let first = try value(ends[0], kind)
        guard ends.count == 2 else { return first...first }
        let last = try kind.closing(value(ends[1], kind), named: ends[1], after: first)
        guard first <= last else {
            throw InvalidInput(
                "the \(kind.label) \(quoted(text)) ends before it begins", fix: kind.remedy(first: first, last: last))
        }
        return first...last
    }

    private static func value(_ text: String, _ kind: Kind) throws -> Int {
        let number = isNumber(text) ? Int(text) : kind.value(named: text)
        guard let number, kind.range.contains(number) else {
            throw InvalidInput("\(quoted(text)) is not a valid \(kind.label)", fix: "write \(kind.advice)")
        }
        return number
    }

    private static func step(_ text: String, of part: String, _ kind: Kind) throws -> Int {
        // A longer step, as in */90, would silently stand for the first value alone.
        guard isNumber(text), let step = Int(text), (1...kind.count).contains(step) else {
            throw InvalidInput(
                "the \(kind.label) \(quoted(part)) has a step outside 1 to \(kind.count)",
                fix: "write it like \(kind.example)")
        }
        return step
    }

    /// Digits alone: `Int` would take a sign too.
    private static func isNumber(_ text: String) -> Bool { text.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
