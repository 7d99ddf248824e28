import ArgumentParser
import Logging
import Model
import Nx1
import Rekey
import Secrets

struct AppsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apps", abstract: "List the apps that you may see, and with --secrets their secrets.",
        discussion: """
            Asks the API and needs no database. Use the ids in job files, and as app_id in CSV files.

            With --secrets, each app is asked for its secrets, one request per app, and each secret is a row.

            Example: rekey apps -o csv > apps.csv
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions

    @Option(
        help: ArgumentHelp("Only apps of this type: \(Self.types).", valueName: "type"),
        transform: { text in
            guard let type = AppType(rawValue: text) else { throw ValidationError("write one of \(Self.types)") }
            return type
        })
    var appType: AppType?

    @Flag(help: "Show the secrets of each app: one request per app.")
    var secrets = false

    private static var types: String { AppType.allCases.map(\.rawValue).joined(separator: ", ") }

    func run() async throws {
        let logger = global.logger
        let list = AppList(place: global.place, request: try RunOptions.plainRequest(connection))
        let apps = try await list.apps(type: appType, withSecrets: secrets) { text in logger.warning("\(text)") }
        let own = ["secret_name", "keys", "k8s_name", "created_at"]
        var printer = RowPrinter(
            global.output, columns: ["app_id", "app_name", "app_type"] + (secrets ? own : []))
        printer.begin()
        for row in apps {
            let app: [OutputValue] = [
                .text(row.app.id.text), .text(row.app.label.text), row.app.type.map { .text($0.text) } ?? .null,
            ]
            guard secrets else {
                try printer.row(app)
                continue
            }
            for secret in row.secrets ?? [] { try printer.row(app + Self.cells(secret)) }
            // An app without secrets is shown too.
            if row.secrets?.isEmpty ?? true { try printer.row(app + own.map { _ in .null }) }
        }
        try printer.end()
        guard !apps.isEmpty else {
            logger.notice(
                "the API shows no app to these credentials; ask an administrator for a role on the apps that you rotate"
            )
            return
        }
        let count = apps.reduce(0) { $0 + ($1.secrets?.count ?? 0) }
        logger.notice("\(counted(apps.count, "app"))\(secrets ? ", \(counted(count, "secret"))" : "")")
    }

    private static func cells(_ secret: ListedSecret) -> [OutputValue] {
        [
            .text(secret.name.text), secret.keys.map { .list($0.names.map(\.text)) } ?? .null,
            OutputValue(secret.identity.k8sName), OutputValue(secret.identity.createdAt),
        ]
    }
}
