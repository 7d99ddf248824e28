import ArgumentParser
import Journal
import Model
import Rekey
import Secrets

struct RevealCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reveal",
        abstract: "Show retained values in plain text, for an emergency (needs retain: 1 or more).",
        discussion: """
            Example: rekey reveal --app 3c90c3cc-0d44-4b50-8888-8dd25736052a --secret db-credentials --key password

            To see earlier values, name the run that wrote them: `rekey history` lists the runs.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The app's id.", transform: { text in try RunOptions.parsing { try AppID(text) } })
    var app: AppID

    @Option(help: "The secret's name.", transform: { text in try RunOptions.parsing { try SecretName(text) } })
    var secret: SecretName

    @Option(
        help: "Print only this key's value, without any formatting.",
        transform: { text in try RunOptions.parsing { try KeyName(text) } })
    var key: KeyName?

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp(
            "The number of the run that wrote the values; default: the latest with retained values.", valueName: "run"))
    var writer: Int64?

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let target = Target(app: app, secret: secret)
        let (store, _) = try await Store.open(global.place, creates: false)
        let revelation = RetainedValues(store: store)
        let retained = try await revelation.version(of: target, run: writer, key: key)
        let run = retained.runID
        let what = key?.text ?? counted(retained.keys.count, "value")
        try confirmation.ask(
            "Show \(what) of \(target), as run \(run) wrote it, in plain text",
            consequence: "revealing shows \(what) of \(target), as run \(run) wrote it, in plain text")
        let values = try await revelation.values(of: retained, target)
        if global.output == .table, let key, let value = values.first(where: { $0.key == key })?.value {
            return try OpenValues(format: .table).print(value: value)
        }
        let shown = values.filter { key == nil || $0.key == key }.map { ($0.key.text, $0.value) }
        let fields =
            "\"app_id\": \(jsonString(app.text)),\n  \"secret_name\": \(jsonString(secret.text)),\n  \"version\": \(run)"
        try OpenValues(format: global.output).print(values: shown, fields: fields)
    }
}
