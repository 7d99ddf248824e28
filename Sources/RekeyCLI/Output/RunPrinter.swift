import Foundation
import Journal
import Report
import Yams

/// Prints runs in the chosen format: one as an object, several as a list.
struct RunPrinter {
    let format: OutputFormat
    let ink: TextStyle
    let record: JournalReader

    init(_ global: GlobalOptions, record: JournalReader) {
        format = global.output
        ink = TextStyle(global.color, on: STDOUT_FILENO)
        self.record = record
    }

    /// - Parameter more: additional fields, if the result is an object.
    func print(runs: [Int64], with more: [(String, OutputValue)] = []) throws {
        let isAlive = RunnerLock.isHeld(database: record.path)
        var views: [RunView] = []
        for run in runs {
            try record.forEach(.runSummary, where: [.init("run", String(run))]) { row in
                views.append(RunView(row, isAlive: isAlive))
            }
        }
        try print(views, more)
    }

    private func print(_ views: [RunView], _ more: [(String, OutputValue)]) throws {
        let objects = try views.map { view in
            guard case .object(let fields) = view.object else { return view.object }
            let head = try record.head(view.number("run"))
            // In any state: failed, unknown, or pending after a request whose answer was lost.
            return OutputValue.object(fields + [("in_doubt", .integer(Int64(head.inDoubt + head.underWay)))] + more)
        }
        let whole = objects.count == 1 ? objects[0] : .array(objects)
        switch format {
        case .table:
            for view in views {
                let run = view.number("run")
                let advice = RunAdvice(try record.head(run), try record.causes(of: run))
                for line in view.lines(ink, advice) { try StandardOutput.line(line) }
            }
        case .json: try StandardOutput.line(whole.json(indent: 0))
        case .yaml where views.isEmpty: try StandardOutput.line("[]")
        case .yaml: try StandardOutput.write(try Yams.serialize(node: whole.yaml))
        case .csv:
            var printer = RowPrinter(.csv, columns: views.first?.columns ?? RunsCommand.columns)
            printer.begin()
            for view in views { try printer.row(view.values) }
            try printer.end()
        }
    }
}
