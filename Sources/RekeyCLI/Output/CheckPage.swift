import Model
import Rekey
import Synchronization

/// Prints what a check found, row by row.
final class CheckPage: Sendable {
    struct Counts {
        var total = 0
        var bad = 0
        var unreachable = 0
    }

    private struct State {
        var printer: RowPrinter
        var counts = Counts()
    }

    // Findings come one after the other, but from a closure that any thread may call.
    private let state: Mutex<State>

    init(_ format: OutputFormat) {
        var printer = RowPrinter(
            format, columns: ["app_id", "secret_name", "result", "keys_appear", "keys_vanish", "detail"])
        printer.begin()
        state = Mutex(State(printer: printer))
    }

    func add(_ finding: TargetFinding) throws {
        try state.withLock { state in
            state.counts.total += 1
            if finding.result != .ok { state.counts.bad += 1 }
            if finding.result == .unreachable { state.counts.unreachable += 1 }
            try state.printer.row([
                .text(finding.target.app.text), .text(finding.target.secret.text), .text(finding.result.rawValue),
                .list(finding.appearing.map(\.text)), .list(finding.vanishing.map(\.text)),
                finding.detail.map { .text($0) } ?? .null,
            ])
        }
    }

    func end() throws -> Counts {
        try state.withLock { state in
            try state.printer.end()
            return state.counts
        }
    }
}
