import Yams

/// Prints rows in the chosen form as they come.
struct RowPrinter {
    private let format: OutputFormat
    private let columns: [String]
    private var printed = 0
    /// A table waits for so many rows before it settles its widths.
    private var held: [[OutputValue]] = []
    private var widths: [Int]?
    private static let sample = 500
    /// Many rows are few writes.
    private var text = ""
    private static let mostText = 65_536

    init(_ format: OutputFormat, columns: [String]) {
        self.format = format
        self.columns = columns
    }

    mutating func begin() {
        if format == .csv { line(columns.map(Self.csv).joined(separator: ",")) }
        if format == .json { write("[") }
    }

    mutating func row(_ values: [OutputValue]) throws {
        let object = OutputValue.object(Array(zip(columns, values)))
        switch format {
        case .json: write((printed == 0 ? "\n  " : ",\n  ") + object.json(indent: 1))
        case .yaml: write(try Yams.serialize(node: Node([object.yaml])))
        case .csv: line(values.map { Self.csv($0.cell) }.joined(separator: ","))
        case .table:
            held.append(values)
            if held.count >= Self.sample { printHeld() }
        }
        printed += 1
        try flush(over: Self.mostText)
    }

    mutating func end() throws {
        switch format {
        case .json: line(printed == 0 ? "]" : "\n]")
        case .yaml where printed == 0: line("[]")
        case .table: printHeld()
        case .yaml, .csv: break
        }
        try flush(over: 0)
    }

    private mutating func printHeld() {
        let isFirst = widths == nil
        let widths =
            self.widths
            ?? columns.indices.map { index in
                max(columns[index].count, held.map { $0[index].cell.count }.max() ?? 0)
            }
        self.widths = widths
        if isFirst { printTableRow(columns.map { .text($0.uppercased()) }, widths) }
        for row in held { printTableRow(row, widths) }
        held.removeAll()
    }

    private mutating func printTableRow(_ values: [OutputValue], _ widths: [Int]) {
        var shown = ""
        for (index, value) in values.enumerated() {
            let text = Self.oneLine(value.cell)
            let pad = String(repeating: " ", count: max(0, widths[index] - text.count))
            shown += value.isNumber ? pad + text : index == values.count - 1 ? text : text + pad
            if index < values.count - 1 { shown += "  " }
        }
        while shown.last == " " { shown.removeLast() }
        line(shown)
    }

    private mutating func line(_ more: String) { write(more + "\n") }

    private mutating func write(_ more: String) { text += more }

    private mutating func flush(over most: Int) throws {
        guard text.utf8.count > most else { return }
        try StandardOutput.write(text)
        text = ""
    }

    private static func oneLine(_ text: String) -> String {
        text.contains(where: \.isNewline) ? text.split(whereSeparator: \.isNewline).joined(separator: " ") : text
    }

    /// RFC 4180, section 2.
    private static func csv(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
