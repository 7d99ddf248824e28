/// The character between the fields of a list: a comma, or what a spreadsheet writes instead.
package struct CSVDelimiter: Sendable, Hashable {
    package let byte: UInt8

    package static let comma = CSVDelimiter(byte: UInt8(ascii: ","))
    /// The delimiters that programs commonly write.
    package static let usual = [comma] + [";", "\t", "|"].map { CSVDelimiter(byte: UInt8(ascii: $0)) }

    private init(byte: UInt8) {
        self.byte = byte
    }

    /// - Throws: `InvalidInput` for anything but a tab or one printable ASCII character that is not a letter, digit or
    ///   quote.
    package init(_ text: String) throws {
        let bytes = Array((text == "\\t" ? "\t" : text).utf8)
        guard bytes.count == 1, bytes[0] == UInt8(ascii: "\t") || (0x20...0x7e).contains(bytes[0]),
            bytes[0] != UInt8(ascii: "\""), Unicode.Scalar(bytes[0]).properties.isAlphabetic == false,
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[0])
        else {
            throw InvalidInput(
                "\(quoted(text)) cannot be a delimiter", fix: "write one character, like \";\" or \"\\t\"")
        }
        byte = bytes[0]
    }

    /// As it is written in a job file.
    package var text: String { byte == UInt8(ascii: "\t") ? "\\t" : String(Unicode.Scalar(byte)) }
}
