import Files
import Model

/// Reads CSV (RFC 4180) row by row from disk: quoted fields, both kinds of line end, line ends in quotes, any
/// delimiter.
///
/// Hand-written, because a list may be larger than memory and each error names its line: the CSV libraries for Swift
/// read the whole file and do not give positions.
struct CSVReader {
    struct Row {
        /// The line on which it begins, from 1.
        let line: Int
        let fields: [String]
    }

    /// The name for messages.
    private let name: String
    private let delimiter: CSVDelimiter
    private let file: InputFile
    private var chunk: [UInt8] = []
    private var at = 0
    private var line = 1
    private var isAtEnd = false
    private var lastWasQuoted = false

    private static let chunkSize = 65_536
    private static let maxRowBytes = 4 * 1_048_576

    /// - Parameter name: the path as the user wrote it.
    /// - Throws: `JobFileError` when the file cannot be read.
    init(path: String, name: String, delimiter: CSVDelimiter = .comma) throws {
        self.name = name
        self.delimiter = delimiter
        do {
            file = try InputFile(path)
        } catch {
            throw JobFileError(
                file: name, line: nil, column: nil, field: nil, what: "the list of targets \(error)",
                remedy: Self.remedy(path, name))
        }
    }

    /// Names the folder of a relative path, which may differ from the current folder.
    private static func remedy(_ path: String, _ name: String) -> String {
        guard path != name, path.hasSuffix("/" + name) else { return "check the path and its permissions" }
        return "check its permissions and the path, which is relative to \(path.dropLast(name.count + 1))"
    }

    func wrong(_ line: Int, _ what: String, fix remedy: String) -> JobFileError {
        JobFileError(file: name, line: line, column: nil, field: nil, what: what, remedy: remedy)
    }

    /// The next row that is not blank; `nil` at the end.
    mutating func next() throws -> Row? {
        while true {
            let start = line
            guard try peek() != nil else { return nil }
            let fields = try row(from: start)
            // Spreadsheets write rows that contain only delimiters.
            if fields.contains(where: { !$0.isEmpty }) { return Row(line: start, fields: fields) }
        }
    }

    private mutating func row(from start: Int) throws -> [String] {
        var fields: [String] = []
        var size = 0
        while true {
            let bytes = try peek() == UInt8(ascii: "\"") ? try quotedField(from: start) : try plainField()
            if Self.hasLateQuote(bytes), !lastWasQuoted {
                throw wrong(
                    start, "a space or an invisible character stands before a quote",
                    fix: "remove it; a space inside the quotes is kept")
            }
            size += bytes.count
            guard size <= Self.maxRowBytes else {
                throw wrong(start, "the row is over 4 MiB", fix: "check its quotes")
            }
            guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
                throw wrong(start, "the row is not UTF-8 text", fix: "save the file as UTF-8")
            }
            fields.append(text)
            switch try take() {
            case delimiter.byte: continue
            case nil, UInt8(ascii: "\n"): return fields
            case UInt8(ascii: "\r"):
                if try peek() == UInt8(ascii: "\n") { _ = try take() }
                return fields
            default: throw wrong(start, "text follows a closing quote", fix: "double the quotes within a field")
            }
        }
    }

    /// RFC 4180 treats quotes after a blank as text, which is never intended. The same applies after a no-break space
    /// and after a byte-order mark inside the file.
    private static func hasLateQuote(_ bytes: [UInt8]) -> Bool {
        guard let quote = bytes.firstIndex(of: UInt8(ascii: "\"")), quote > 0,
            let before = String(validating: bytes[..<quote], as: UTF8.self)
        else { return false }
        return before.unicodeScalars.allSatisfy {
            $0.properties.isWhitespace || [.format, .control].contains($0.properties.generalCategory)
        }
    }

    private mutating func plainField() throws -> [UInt8] {
        lastWasQuoted = false
        var bytes: [UInt8] = []
        while let byte = try peek() {
            if byte == delimiter.byte || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            bytes.append(byte)
            at += 1
            guard bytes.count <= Self.maxRowBytes else { break }
        }
        return bytes
    }

    private mutating func quotedField(from start: Int) throws -> [UInt8] {
        _ = try take()
        lastWasQuoted = true
        var bytes: [UInt8] = []
        while let byte = try take() {
            if byte == UInt8(ascii: "\"") {
                guard try peek() == UInt8(ascii: "\"") else { return bytes }
                _ = try take()
            }
            bytes.append(byte)
            guard bytes.count <= Self.maxRowBytes else { break }
        }
        throw wrong(start, "a quote is not closed", fix: "close it, or double the quotes within a field")
    }

    private mutating func take() throws -> UInt8? {
        guard let byte = try peek() else { return nil }
        at += 1
        if byte == UInt8(ascii: "\n") { line += 1 }
        return byte
    }

    private mutating func peek() throws -> UInt8? {
        if at < chunk.count { return chunk[at] }
        if isAtEnd { return nil }
        let file = file
        do {
            chunk = try [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { room, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(room))
            }
        } catch {
            throw wrong(line, "the file \(error)", fix: "check the disk")
        }
        at = 0
        isAtEnd = chunk.isEmpty
        return chunk.first
    }
}
