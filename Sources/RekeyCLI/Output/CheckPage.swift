import Model
import Rekey
import Synchronization

/// Prints the findings of a check, row by row.
final class CheckPage: Sendable {
    struct Counts {
        var total = 0
        var bad = 0
        var unreachable = 0
        /// Targets that lack a source, a program or an earlier value.
        var unready = 0
    }

    private struct State {
        var printer: RowPrinter
        var counts = Counts()
    }

    private let isTable: Bool
    // Findings arrive one after the other, but from a closure that any thread may call.
    private let state: Mutex<State>

    init(_ format: OutputFormat) {
        isTable = format == .table
        let columns = ["secret_name", "result", "keys_appear", "keys_vanish", "detail"]
        var printer = RowPrinter(
            format, columns: isTable ? ["app_id", "name"] + columns : ["app_id"] + columns + ["app_name"],
            dispensable: ["name"], ifFilled: ["name"], sentences: ["detail"])
        printer.begin()
        state = Mutex(State(printer: printer))
    }

    func add(_ finding: TargetFinding) throws {
        try state.withLock { state in
            state.counts.total += 1
            if !finding.isReady { state.counts.bad += 1 }
            if finding.result == .source { state.counts.unready += 1 }
            if finding.result == .unreachable { state.counts.unreachable += 1 }
            let app = OutputValue.text(finding.target.app.text)
            let name = finding.appName.map { OutputValue.text($0) } ?? .null
            let cells: [OutputValue] = [
                .text(finding.target.secret.text), .text(finding.result.rawValue),
                .list(finding.appearing.map(\.text)), .list(finding.vanishing.map(\.text)),
                finding.detail.map { .text($0) } ?? .null,
            ]
            try state.printer.row(isTable ? [app, name] + cells : [app] + cells + [name])
        }
    }

    func end() throws -> Counts {
        try state.withLock { state in
            try state.printer.end()
            return state.counts
        }
    }
}
