import Foundation
import JobFile
import Journal
import Logging
import Model
import Nx1
import Rekey

/// Shows what a run would send, from a database that is opened read-only.
struct DryRun {
    let global: GlobalOptions
    let connection: ConnectionOptions

    /// The number of requests in the text form; the other forms show all.
    private static let shown = 20

    func print(_ plans: [String], _ request: RunRequest) async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        let planning = PlanCatalog(journal: journal)
        let maximum = global.output == .table ? Self.shown : .max
        var printer = RowPrinter(
            global.output,
            columns: [
                "plan", "app_id", "secret_name", "keys", "method", "path", "body", "problem", "create_path",
                "create_body",
            ])
        if global.output != .table { printer.begin() }
        try await checkHosts(plans, planning)
        var sums: [String] = []
        for plan in plans {
            let run = try await planning.plannedRun(of: plan, request, place: global.place, maximum: maximum)
            for request in run.first {
                if global.output == .table { try printText(request) } else { try printer.row(cells(request, plan)) }
            }
            if run.items > run.first.count {
                try StandardOutput.line("and \(run.items - run.first.count) more; -o csv lists all")
            }
            sums.append("dry run of \(plan): \(Self.sum(run))")
        }
        if global.output != .table { try printer.end() }
        for sum in sums { global.logger.notice("\(sum)") }
    }

    private static func sum(_ run: PlannedRun) -> String {
        let reads = run.requests > run.items ? " (each secret is read first)" : ""
        let pace = run.limits.rate.map { "at \($0.text) the run takes \(time(run.minTime))" } ?? "no rate limit"
        return "\(counted(run.items, "item")), \(counted(run.requests, "request")) planned\(reads), none sent; \(pace)"
    }

    private static func time(_ duration: Duration) -> String {
        duration.inSeconds < 1 ? "under a second" : "\(ProgressText.clock(duration.inSeconds)) or more"
    }

    /// Nothing is sent, but what would prevent the run is an error here too.
    private func checkHosts(_ plans: [String], _ planning: PlanCatalog) async throws {
        let options = try connection.options()
        for name in plans {
            let plan = try await planning.plan(name).file.plan
            _ = try Connection.host(
                options, bounds: HostBounds(plan), environment: ProcessInfo.processInfo.environment)
        }
    }

    private func printText(_ request: PlannedRequest) throws {
        try StandardOutput.line("PUT \(request.path)")
        try StandardOutput.line("  \(request.problem ?? request.body)")
        guard request.creates, request.problem == nil else { return }
        try StandardOutput.line("  where it does not exist: POST \(request.pathOfCreation)")
        try StandardOutput.line("  \(request.bodyOfCreation)")
    }

    private func cells(_ request: PlannedRequest, _ plan: String) -> [OutputValue] {
        [
            .text(plan), .text(request.target.app.text), .text(request.target.secret.text),
            .list(request.keys.map { "\($0)=****" }), .text("PUT"), .text(request.path),
            .text(request.body), request.problem.map { .text($0) } ?? .null,
            request.creates ? .text(request.pathOfCreation) : .null,
            request.creates ? .text(request.bodyOfCreation) : .null,
        ]
    }
}
