import Model
import Yams

/// Reads text as one YAML document within limits, or says clearly why it is not one.
enum Document {
    static let maxBytes = 16 * 1_048_576
    private static let maxNodes = 1_000_000
    private static let maxDepth = 64

    static func root(of text: String, file: String) throws -> Field {
        if let line = lineOfControlCharacter(in: text) {
            throw JobFileError(
                file: file, line: line, column: nil, field: nil, what: "the file has a control character",
                remedy: "remove it; job files are plain text")
        }
        try checkNesting(text, file: file)
        var documents: [Node] = []
        do {
            var sequence = try Yams.compose_all(yaml: text)
            while documents.count < 2, let node = sequence.next() { documents.append(node) }
            // At an error the sequence ends and stores it, instead of throwing.
            if let error = sequence.error { throw error }
        } catch {
            if let line = lineOfOddBlank(in: text) {
                throw JobFileError(
                    file: file, line: line, column: nil, field: nil,
                    what: "the line has a no-break space, or another blank that is not white space in YAML",
                    remedy: "write a plain space")
            }
            throw syntaxError(error, file: file)
        }
        guard let root = documents.first, root.scalar?.string != "" else {
            throw JobFileError(
                file: file, line: 1, column: nil, field: nil, what: "the file is empty", remedy: "write a plan into it")
        }
        guard documents.count == 1 else {
            throw JobFileError(
                file: file, line: documents[1].mark?.line, column: nil, field: nil,
                what: "a second YAML document begins here", remedy: "write one plan per file")
        }
        var nodes = 0
        try checkSize(Field(node: root, path: "", file: file), depth: 0, nodes: &nodes)
        return Field(node: root, path: "", file: file)
    }

    /// The parser reads nested brackets by recursion, so their depth is limited beforehand.
    private static func checkNesting(_ text: String, file: String) throws {
        var depth = 0
        var line = 1
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            case UInt8(ascii: "\n"): line += 1
            default: break
            }
            // Text may contain brackets that open nothing, but never this many.
            if depth > 1_000 {
                throw JobFileError(
                    file: file, line: line, column: nil, field: nil, what: "the file is nested too deeply",
                    remedy: "a plan needs at most \(maxDepth) levels")
            }
        }
    }

    /// Aliases can make a few lines expand to billions of nodes.
    private static func checkSize(_ field: Field, depth: Int, nodes: inout Int) throws {
        nodes += 1
        guard nodes <= maxNodes, depth <= maxDepth else {
            throw field.wrong(
                nodes > maxNodes ? "the file has over \(maxNodes) values" : "the file is nested too deeply",
                fix: "put long lists of targets into a CSV file")
        }
        switch field.node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                try checkSize(Field(node: key, path: field.path, file: field.file), depth: depth + 1, nodes: &nodes)
                try checkSize(Field(node: value, path: field.path, file: field.file), depth: depth + 1, nodes: &nodes)
            }
        case .sequence(let sequence):
            for value in sequence {
                try checkSize(Field(node: value, path: field.path, file: field.file), depth: depth + 1, nodes: &nodes)
            }
        case .scalar, .alias: break
        }
    }

    private static func lineOfControlCharacter(in text: String) -> Int? {
        var line = 1
        for scalar in text.unicodeScalars {
            if scalar == "\n" { line += 1 }
            let isAllowed = scalar == "\n" || scalar == "\r" || scalar == "\t" || scalar == "\u{FEFF}"
            if !isAllowed && (scalar.value < 0x20 || scalar.value == 0x7f) { return line }
        }
        return nil
    }

    /// The first character outside quotes and comments that looks like a space but is not one to YAML.
    private static func lineOfOddBlank(in text: String) -> Int? {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let plain = line.unicodeScalars.prefix { !"'\"#".unicodeScalars.contains($0) }
            if plain.contains(where: { !$0.isASCII && ($0.properties.isWhitespace || $0 == "\u{200B}") }) {
                return index + 1
            }
        }
        return nil
    }

    /// The parser's message, without the lines around the position that it would quote.
    private static func syntaxError(_ error: any Error, file: String) -> JobFileError {
        let (problem, line, column): (String, Int?, Int?) =
            switch error as? YamlError {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                (problem, mark.line, mark.column)
            case .reader(let problem, _, _, _): (problem, nil, nil)
            case .duplicatedKeysInMapping(let duplicates, let context):
                (
                    duplicates.map(quoted).sorted().joined(separator: ", ") + " is listed twice",
                    context.mark.line, nil
                )
            default: ("it cannot be parsed", nil, nil)
            }
        return JobFileError(
            file: file, line: line, column: column, field: nil, what: "this is not YAML: \(problem)",
            remedy: remedy(for: problem))
    }

    /// The usual reason behind a message of the parser.
    private static func remedy(for problem: String) -> String {
        let known: [(words: String, remedy: String)] = [
            ("that cannot start any token", "put the text into quotes (% @ ` and a tab begin nothing in YAML)"),
            ("mapping values are not allowed", "put text that has \": \" into quotes, or check the indentation"),
            ("scanning an alias", "put text that begins with * into quotes, like a cron expression"),
            ("alphabetic or numeric character", "put text that begins with * or & into quotes, like a cron expression"),
            ("undefined alias", "put text that begins with * into quotes"),
            ("expected <block end>", "check the indentation: the fields of one mapping begin in the same column"),
            ("could not find expected ':'", "write key: value, or put text of several lines into quotes or after |"),
            ("unexpected end of stream", "close the quote that is open"),
            ("unknown escape character", "write \\\\ for a backslash, or use single quotes"),
            ("is listed twice", "keep one of them"),
        ]
        return known.first { problem.contains($0.words) }?.remedy ?? "fix the YAML there"
    }
}
