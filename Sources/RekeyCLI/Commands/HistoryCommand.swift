import ArgumentParser
import Journal
import Model
import Rekey

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show what each run did with a secret, latest first.",
        discussion: "Example: rekey history --app 3c90c3cc-0d44-4b50-8888-8dd25736052a --secret db-credentials")

    @OptionGroup var global: GlobalOptions

    @Option(help: "The app's id or name.", transform: { text in try RunOptions.parsing { try AppReference(text) } })
    var app: AppReference

    @Option(
        help: "The secret's name; without it, all secrets of the app.",
        transform: { text in try RunOptions.parsing { try SecretName(text) } })
    var secret: SecretName?

    func run() throws {
        let id = try JournalReader(path: global.place.database).app(app)
        var filters = [JournalReader.Filter("app_id", id.text)]
        if let secret { filters.append(.init("secret_name", secret.text)) }
        try RecordRows(global: global).print(
            .runOutcomes, run: nil, where: filters, newestFirst: true, columns: RecordRows.outcomeColumns)
    }
}
