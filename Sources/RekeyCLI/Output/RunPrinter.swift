import Foundation
import Journal
import Model
import Report
import Yams

/// Prints runs in the chosen format: one as an object, several as a list.
struct RunPrinter {
    private let format: OutputFormat
    private let ink: TextStyle

    init(_ global: GlobalOptions) {
        format = global.output
        ink = TextStyle(global.color, on: STDOUT_FILENO)
    }

    /// For people, prints the causes of each run and the next step after it. Only a table has them.
    /// - Parameters:
    ///   - more: additional fields, if the result is an object.
    ///   - causes: of the run's items that did not succeed, the most frequent first.
    func print(
        _ heads: [RunSummary], with more: [OutputValue.Field] = [],
        causes: (Int64) async throws -> [JournalReader.Cause]
    ) async throws {
        let objects = heads.map { head in
            // In any state: failed, unknown, or pending after a request whose answer was lost.
            let doubt: OutputValue.Field = ("in_doubt", .integer(Int64(head.inDoubt + head.underWay)))
            return OutputValue.object(head.fields(repeatsCounts: true) + [doubt] + more)
        }
        let whole = objects.count == 1 ? objects[0] : .array(objects)
        switch format {
        case .table:
            for head in heads {
                let advice = RunAdvice(head, try await causes(head.run))
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
