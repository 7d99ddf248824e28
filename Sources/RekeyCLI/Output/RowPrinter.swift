import Foundation
import Model
import Secrets
import Yams

/// Prints rows in the chosen format as they arrive.
struct RowPrinter {
    private let format: OutputFormat
    private let columns: [String]
    private var printed = 0
    /// A table collects this many rows before it decides its widths.
    private var held: [[OutputValue]] = []
    private var layout: TableLayout?
    private let ink: TextStyle
    private let dispensable: [String]
    private let ifFilled: [String]
    private let sentences: [String]
    private static let sample = 500
    /// Collects many rows into few writes.
    private var text = ""
    private static let maxText = 65_536

    /// - Parameters:
    ///   - dispensable: columns that a table may leave out, in this order, if the terminal is narrow.
    ///   - ifFilled: columns that a table leaves out if they are empty.
    ///   - sentences: columns that a table never cuts; they come last.
    init(
        _ format: OutputFormat, columns: [String], ink: TextStyle = TextStyle(.never, on: STDOUT_FILENO),
        dispensable: [String] = [], ifFilled: [String] = [], sentences: [String] = []
    ) {
        self.format = format
        self.columns = columns
        self.ink = ink
        self.dispensable = dispensable
        self.ifFilled = ifFilled
        self.sentences = sentences
    }

    /// One row, for a command with a single result.
    static func print(_ format: OutputFormat, _ fields: [(String, OutputValue)]) throws {
        var printer = RowPrinter(format, columns: fields.map(\.0))
        printer.begin()
        try printer.row(fields.map(\.1))
        try printer.end()
    }

    mutating func begin() {
        if format == .csv { line(columns.map(csvField).joined(separator: ",")) }
        if format == .json { write("[") }
    }

    mutating func row(_ values: [OutputValue]) throws {
        let object = OutputValue.object(Array(zip(columns, values)))
        switch format {
        case .json: write((printed == 0 ? "\n  " : ",\n  ") + object.json(indent: 1))
        case .yaml: write(try Yams.serialize(node: Node([object.yaml])))
        case .csv: line(values.map { csvField(VisibleText.block($0.cell)) }.joined(separator: ","))
        case .table:
            held.append(values)
            if held.count >= Self.sample { printHeld() }
        }
        printed += 1
        try flush(over: Self.maxText)
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
        let isFirst = layout == nil
        let layout =
            self.layout
            ?? TableLayout(
                columns: columns, rows: held.map { $0.map { Self.oneLine($0.cell) } }, dispensable: dispensable,
                ifFilled: ifFilled, sentences: sentences)
        self.layout = layout
        if isFirst { printTableRow(columns.map { .text($0.uppercased()) }, layout, isHead: true) }
        for row in held { printTableRow(row, layout) }
        held.removeAll()
    }

    private mutating func printTableRow(_ values: [OutputValue], _ layout: TableLayout, isHead: Bool = false) {
        var shown = ""
        for (place, index) in layout.shown.enumerated() {
            let whole = Self.oneLine(values[index].cell)
            let text = layout.isCut[index] ? TextWidth.cut(whole, to: layout.widths[index]) : whole
            let pad = String(repeating: " ", count: max(0, layout.widths[index] - TextWidth.of(text)))
            let painted = columns[index] == "state" && !isHead ? ink.paint(state: text) : text
            shown += values[index].isNumber ? pad + painted : place == layout.shown.count - 1 ? painted : painted + pad
            if place < layout.shown.count - 1 { shown += "  " }
        }
        while shown.last == " " { shown.removeLast() }
        line(shown)
    }

    private mutating func line(_ more: String) { write(more + "\n") }

    private mutating func write(_ more: String) { text += more }

    private mutating func flush(over maximum: Int) throws {
        guard text.utf8.count > maximum else { return }
        try StandardOutput.write(text)
        text = ""
    }

    /// A table never moves the cursor or changes the writing direction, whatever the record contains.
    private static func oneLine(_ text: String) -> String { VisibleText.line(text) }
}
