import Foundation
import Journal
import Yams

/// Prints runs in the chosen form: one as an object, several as a list.
struct RunPrinter {
    let format: OutputFormat
    let ink: Ink
    let record: Record

    init(_ global: GlobalOptions, record: Record) {
        format = global.output
        ink = Ink(global.color, on: STDOUT_FILENO)
        self.record = record
    }

    func print(runs: [Int64]) throws {
        let isAlive = RunnerLock.isHeld(database: record.path)
        var views: [RunView] = []
        for run in runs {
            try record.forEach(.runSummary, where: [.init("run", String(run))]) { row in
                views.append(RunView(row, isAlive: isAlive))
            }
        }
        try print(views)
    }

    private func print(_ views: [RunView]) throws {
        let whole = views.count == 1 ? views[0].object : .array(views.map(\.object))
        switch format {
        case .table: for line in views.flatMap({ $0.lines(ink) }) { try StandardOutput.line(line) }
        case .json: try StandardOutput.line(whole.json(indent: 0))
        case .yaml: try StandardOutput.write(try Yams.serialize(node: whole.yaml))
        case .csv:
            var printer = RowPrinter(.csv, columns: views.first?.columns ?? [])
            printer.begin()
            for view in views { try printer.row(view.values) }
            try printer.end()
        }
    }
}
