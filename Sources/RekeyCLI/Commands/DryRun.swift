import Journal
import Logging
import Model
import Rekey

/// What a run would send, from a database that is opened for reading alone.
struct DryRun {
    let global: GlobalOptions

    /// A table shows so many requests; the other forms show all.
    private static let shown = 20

    func print(_ plans: [String], apps: [AppID], secrets: [SecretName], limit: Int?) async throws {
        let journal = try Journal(path: global.place.database, access: .readOnly)
        let planning = Planning(journal: journal)
        let most = min(limit ?? .max, global.output == .table ? Self.shown : .max)
        var printer = RowPrinter(global.output, columns: ["plan", "app_id", "secret_name", "keys"])
        printer.begin()
        var count = 0
        for plan in plans {
            let requests = try await planning.requests(of: plan, apps: apps, secrets: secrets, most: most)
            count += min(requests.total, limit ?? .max)
            for (target, keys) in requests.first {
                let masked = keys.map { "\($0)=****" }.joined(separator: " ")
                try printer.row([
                    .text(plan), .text(target.app.text), .text(target.secret.text), .text(masked),
                ])
            }
        }
        try printer.end()
        global.logger.notice("\(count) requests would be sent; nothing was")
    }
}
