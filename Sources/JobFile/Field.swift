import Model
import Yams

/// A value in a job file, with its position for messages.
struct Field {
    let node: Node
    /// Like `secrets[0].keys`; empty for the document.
    let path: String
    let file: String

    /// From 1.
    var line: Int? { node.mark?.line }

    // MARK: Errors

    func wrong(_ what: String, fix remedy: String) -> JobFileError {
        JobFileError(
            file: file, line: line, column: node.mark?.column, field: path, what: what, remedy: remedy)
    }

    /// Adds the position to an error that a type of the model throws.
    func placed<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let invalid as InvalidInput {
            throw wrong(invalid.what, fix: invalid.remedy)
        }
    }

    // MARK: Shapes

    /// The fields of a mapping, by name.
    /// - Throws: if it is not a mapping, or has a name that is not in `known`.
    func mapping(known: [String]) throws -> [String: Field] {
        var fields: [String: Field] = [:]
        for (name, field) in try pairs() {
            guard known.contains(name) else {
                let near = Spelling.nearest(to: name, in: known).map { "did you mean \($0)?" }
                throw field.wrong(
                    "\(quoted(name)) is not a field here",
                    fix: near ?? "use \(known.sorted().joined(separator: ", "))")
            }
            fields[name] = field
        }
        return fields
    }

    /// The fields of a mapping in order, with any names.
    func pairs() throws -> [(name: String, field: Field)] {
        guard let mapping = node.mapping else {
            throw wrong("this must be a mapping", fix: "write key: value below it")
        }
        var seen: Set<String> = []
        return try mapping.map { key, value in
            guard let name = key.scalar?.string else {
                throw wrong("a key of this mapping is not text", fix: "write key: value")
            }
            let field = Field(node: value, path: path.isEmpty ? name : "\(path).\(name)", file: file)
            guard seen.insert(name).inserted else {
                throw Field(node: key, path: field.path, file: file)
                    .wrong("\(quoted(name)) is listed twice", fix: "keep one of them")
            }
            return (name, field)
        }
    }

    var isList: Bool { node.sequence != nil }

    func list() throws -> [Field] {
        guard let sequence = node.sequence else {
            throw wrong("this must be a list", fix: "write - items below it, or [a, b]")
        }
        guard !sequence.isEmpty else { throw wrong("the list is empty", fix: "name at least one") }
        return sequence.enumerated().map { index, item in
            Field(node: item, path: "\(path)[\(index)]", file: file)
        }
    }

    // MARK: Scalars

    /// The text as it is written; a number or `no` is text too.
    func text() throws -> String {
        guard let scalar = node.scalar else { throw wrong("this must be text", fix: "write it as key: value") }
        let isEmpty = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
        if let tag = strangeTag(scalar) {
            throw wrong("the tag \(tag) is not supported here", fix: "remove it and write the text itself")
        }
        if isEmpty { throw wrong("this is empty", fix: "write a value, or \"\" for an empty text") }
        return scalar.string
    }

    /// `!!binary` and tags of other programs, which mean that the text is not the value itself.
    private func strangeTag(_ scalar: Node.Scalar) -> String? {
        let known: [Tag.Name] = [.implicit, .str, .int, .float, .bool, .null, .timestamp, .merge, .value, .nonSpecific]
        let name = scalar.tag.description
        return known.contains { $0.rawValue == name } ? nil : name.replacing("tag:yaml.org,2002:", with: "!!")
    }

    func nonEmptyText() throws -> String {
        let text = try text()
        if text.isEmpty { throw wrong("this is empty", fix: "write a value") }
        return text
    }

    /// A path or an argument that may refer to the target.
    func targetText() throws -> TargetText {
        let text = try nonEmptyText()
        return try placed { try TargetText(text) }
    }

    func integer(_ range: ClosedRange<Int>) throws -> Int {
        let text = try text()
        guard let number = Int(text), range.contains(number), text == String(number) else {
            let bounds =
                range.upperBound == .max
                ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            throw wrong("\(quoted(text)) is not a valid number here", fix: "write a whole number, \(bounds)")
        }
        return number
    }

    func flag() throws -> Bool {
        switch try text() {
        case "true": return true
        case "false": return false
        case let other: throw wrong("\(quoted(other)) is neither true nor false", fix: "write true or false")
        }
    }

    /// Longer than zero, unless `allowsZero`.
    func duration(allowsZero: Bool = false) throws -> Duration {
        let text = try text()
        let duration = try placed { try Duration(text: text) }
        guard duration > .zero || allowsZero else { throw wrong("the duration is zero", fix: "write a longer one") }
        return duration
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) throws -> Choice
    where Choice.RawValue == String {
        let text = try text()
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("\(quoted(text)) is not known here", fix: "use one of \(known)")
        }
        return choice
    }
}
