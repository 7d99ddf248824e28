import ArgumentParser
import Logging
import Model
import Nx1
import Rekey
import Secrets

struct AppsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apps", abstract: "List the apps that you may see: their ids, names and types.",
        discussion: """
            Asks the API and needs no database. Use the ids in job files, and as app_id in CSV files.

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

    private static var types: String { AppType.allCases.map(\.rawValue).joined(separator: ", ") }

    func run() async throws {
        let logger = global.logger
        let list = AppList(place: global.place, request: try RunOptions.plainRequest(connection))
        let apps = try await list.apps(type: appType) { text in logger.warning("\(text)") }
        var printer = RowPrinter(global.output, columns: ["app_id", "app_name", "app_type"])
        printer.begin()
        for app in apps {
            try printer.row([
                .text(app.id.text), .text(app.label.text), app.type.map { .text($0.text) } ?? .null,
            ])
        }
        try printer.end()
        logger.notice(
            apps.isEmpty
                ? "the API shows no app to these credentials; ask an administrator for a role on the apps that you rotate"
                : "\(counted(apps.count, "app"))")
    }
}
