import InputFiles
import Model

/// Reads RFC 4180 row by row from disk: quotes, either line end, a byte-order mark, line ends within quotes.
struct CSVReader {
    struct Row {
        /// On which it begins, from 1.
        let line: Int
        let fields: [String]
    }

    private let path: String
    private let file: InputFile
    private var chunk: [UInt8] = []
    private var at = 0
    private var line = 1
    private var isAtEnd = false

    private static let chunkSize = 65_536
    private static let mostRowBytes = 4 * 1_048_576

    /// - Throws: `JobFileError` when the file cannot be read.
    init(path: String) throws {
        self.path = path
        do {
            file = try InputFile(path)
        } catch {
            throw JobFileError(
                file: path, line: nil, column: nil, field: nil, what: "the list of targets \(error)",
                remedy: "check the path, which counts from the job file, and its permissions")
        }
        if try peek() == 0xEF, chunk.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    }

    func wrong(_ line: Int, _ what: String, mend remedy: String) -> JobFileError {
        JobFileError(file: path, line: line, column: nil, field: nil, what: what, remedy: remedy)
    }

    /// The next row that is not blank; `nil` at the end.
    mutating func next() throws -> Row? {
        while true {
            let start = line
            guard try peek() != nil else { return nil }
            let fields = try row(from: start)
            if fields != [""] { return Row(line: start, fields: fields) }
        }
    }

    private mutating func row(from start: Int) throws -> [String] {
        var fields: [String] = []
        var size = 0
        while true {
            let bytes = try peek() == UInt8(ascii: "\"") ? try quotedField(from: start) : try plainField()
            size += bytes.count
            guard size <= Self.mostRowBytes else {
                throw wrong(start, "the row is over 4 MiB", mend: "check its quotes")
            }
            guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
                throw wrong(start, "the row is not UTF-8 text", mend: "save the file as UTF-8")
            }
            fields.append(text)
            switch try take() {
            case UInt8(ascii: ","): continue
            case nil, UInt8(ascii: "\n"): return fields
            case UInt8(ascii: "\r"):
                if try peek() == UInt8(ascii: "\n") { _ = try take() }
                return fields
            default: throw wrong(start, "text follows a closing quote", mend: "double the quotes within a field")
            }
        }
    }

    private mutating func plainField() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = try peek() {
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            bytes.append(byte)
            at += 1
            guard bytes.count <= Self.mostRowBytes else { break }
        }
        return bytes
    }

    private mutating func quotedField(from start: Int) throws -> [UInt8] {
        _ = try take()
        var bytes: [UInt8] = []
        while let byte = try take() {
            if byte == UInt8(ascii: "\"") {
                guard try peek() == UInt8(ascii: "\"") else { return bytes }
                _ = try take()
            }
            bytes.append(byte)
            guard bytes.count <= Self.mostRowBytes else { break }
        }
        throw wrong(start, "a quote is not closed", mend: "close it, or double the quotes within a field")
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
            throw wrong(line, "the file \(error)", mend: "check the disk")
        }
        at = 0
        isAtEnd = chunk.isEmpty
        return chunk.first
    }
}
