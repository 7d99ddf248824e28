import Foundation
import Journal
import Model
import Report
import Yams

/// Prints runs in the chosen form: one as an object, several as a list.
struct RunPrinter {
    let format: OutputFormat
    let ink: TextStyle
    let record: JournalReader

    init(_ global: GlobalOptions, record: JournalReader) {
        format = global.output
        ink = TextStyle(global.color, on: STDOUT_FILENO)
        self.record = record
    }

    /// - Parameter more: besides what a run has, where a result is an object.
    func print(runs: [Int64], with more: [OutputValue.Field] = []) throws {
        try print(try runs.map(record.head), more)
    }

    private func print(_ heads: [RunSummary], _ more: [OutputValue.Field]) throws {
        let objects = heads.map { head in
            // Whatever the item's state is: failed, unknown, or pending with an answer that was not seen.
            let doubt: OutputValue.Field = ("in_doubt", .integer(Int64(head.inDoubt + head.underWay)))
            return OutputValue.object(head.fields(repeatsCounts: true) + [doubt] + more)
        }
        let whole = objects.count == 1 ? objects[0] : .array(objects)
        switch format {
        case .table:
            for head in heads {
                let advice = RunAdvice(head, try record.causes(of: head.run))
                let lines = head.lines(paint: ink.paint(state:)) + advice.lines.map { "  " + $0 }
                for line in lines { try StandardOutput.line(line) }
            }
        case .json: try StandardOutput.line(whole.json(indent: 0))
        case .yaml where heads.isEmpty: try StandardOutput.line("[]")
        case .yaml: try StandardOutput.write(try Yams.serialize(node: whole.yaml))
        case .csv:
            var printer = RowPrinter(.csv, columns: RunColumn.allCases.map(\.rawValue))
            printer.begin()
            for head in heads { try printer.row(head.row.map(\.1)) }
            try printer.end()
        }
    }
}
