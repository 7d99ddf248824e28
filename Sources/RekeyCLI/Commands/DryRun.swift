import Foundation
import JobFile
import Journal
import Logging
import Model
import Nx1
import Rekey

/// What a run would send, from a database that is opened for reading alone.
struct DryRun {
    let global: GlobalOptions
    let connection: ConnectionOptions

    /// Text shows so many requests; the other forms show all.
    private static let shown = 20

    func print(_ plans: [String], _ scope: ScopeOptions, shard: Shard?, limit: Int?) async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        let planning = Planning(journal: journal)
        let most = min(limit ?? .max, global.output == .table ? Self.shown : .max)
        var printer = RowPrinter(
            global.output, columns: ["plan", "app_id", "secret_name", "keys", "method", "path", "body", "problem"])
        if global.output != .table { printer.begin() }
        var count = 0
        try await checkHosts(plans, planning)
        for plan in plans {
            let requests = try await planning.requests(
                of: plan, apps: scope.app, secrets: scope.secret, shard: shard, most: most)
            count += min(requests.total, limit ?? .max)
            for request in requests.first {
                if global.output == .table { try printText(request) } else { try printer.row(cells(request, plan)) }
            }
            for entry in requests.lookups {
                global.logger.notice("plan \(plan): secrets[\(entry)] gets its targets from the API when a run starts")
            }
        }
        if global.output != .table { try printer.end() }
        global.logger.notice("\(counted(count, "request")) would be sent; nothing was")
    }

    /// Nothing is sent, but a run that would be refused is refused here too.
    private func checkHosts(_ plans: [String], _ planning: Planning) async throws {
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
    }

    private func cells(_ request: PlannedRequest, _ plan: String) -> [OutputValue] {
        [
            .text(plan), .text(request.target.app.text), .text(request.target.secret.text),
            .list(request.keys.map { "\($0)=****" }), .text("PUT"), .text(request.path),
            .text(request.body), request.problem.map { .text($0) } ?? .null,
        ]
    }
}
