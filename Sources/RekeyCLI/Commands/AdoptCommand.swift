import ArgumentParser
import Foundation
import Logging
import Model
import Rekey

struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Import the present values of a plan's targets into the sealed store; nothing is sent.",
        discussion: """
            The keys with `keep` and `previous` need these values.

            If the API reveals values to you, this reads those that are not known yet and stores them sealed:
            rekey adopt shop --from-api

            Otherwise give them in files. A CSV file has the column app_id, the column \
            secret_name if the plan has several secrets, and a column for each key.

            Examples: rekey adopt shop --dotenv 'now/${app_id}.env'
            rekey adopt shop --template > now.csv
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions

    @Argument(help: "The plan's name.")
    var plan: String

    @Option(help: "A CSV file with a row for each target and a column for each key.", completion: .file())
    var csv: String?

    @Option(help: "A file of NAME=value lines for each target, named with ${app_id} and ${secret}.")
    var dotenv: String?

    @Option(help: "A file with a JSON object for each target, named with ${app_id} and ${secret}.")
    var json: String?

    @Flag(help: "Read the values from the API, at the plan's pace; asks first.")
    var fromAPI = false

    @Flag(
        help: "Print a CSV file to fill in, with a row for each target and a column for each key; nothing is adopted.")
    var template = false

    @OptionGroup var confirmation: Confirmation

    func run() async throws {
        let source = try source()
        if fromAPI { return try await adoptFromAPI() }
        let (store, _) = try await Store.open(global.place, creates: false)
        guard let source else { return try printTemplate(await Adoption(store: store).template(plan)) }
        let result: Adoption.Result
        do {
            result = try await Adoption(store: store).adopt(
                plan, from: source, directory: FileManager.default.currentDirectoryPath)
        } catch let error as AdoptionError {
            for problem in error.problems.dropFirst() { global.logger.error("\(problem)") }
            throw error
        }
        if result.left > 0 {
            global.logger.warning(
                "\(result.left) targets of the plan were not adopted, because the source does not have them")
        }
        try printResult(
            run: result.run, adopted: result.adopted, left: result.left,
            text: "adopted the values of \(counted(result.adopted, "target")) of plan \(plan); nothing was sent "
                + "(rekey items \(result.run) lists them)")
    }

    private func adoptFromAPI() async throws {
        let logger = global.logger
        let request = try RunOptions.plainRequest(connection)
        let (store, _) = try await Store.open(global.place, creates: false)
        let adoption = APIAdoption(
            store: store, request: request, watch: RunWatch(warned: { logger.warning("\($0)") }),
            refused: { logger.error("\($0)") })
        let extent = try await adoption.extent(plan)
        try confirmation.ask(
            "Read the present values of \(extent) in clear from the API, and store them sealed",
            consequence: "adopting reads the present values of \(extent) in clear from the API, and stores them sealed")
        let result = try await adoption.adopt(plan)
        let run = result.run.map { " (rekey items \($0) lists the last of them)" } ?? ""
        try printResult(
            run: result.run, adopted: result.adopted, left: result.left, known: result.known, refused: result.refused,
            text: "adopted the values of \(counted(result.adopted, "target")) of plan \(plan) from the API, "
                + "\(result.known) already known, \(result.left) not adopted\(run)")
        if let stop = result.stop { throw stop }
        guard result.refused > 0 else { return }
        logger.notice(
            "adopt the rest with --csv, or correct the values and give the command again; it reads only what is not known"
        )
        throw ExitCode(result.adopted + result.known > 0 ? .someFailed : .badData)
    }

    private func printResult(
        run: Int64?, adopted: Int, left: Int, known: Int = 0, refused: Int = 0, text: String
    ) throws {
        if global.output == .table { return try StandardOutput.line(text) }
        let fields: [(String, OutputValue)] = [
            ("run", run.map { .integer($0) } ?? .null), ("plan", .text(plan)), ("adopted", .integer(Int64(adopted))),
            ("left", .integer(Int64(left))), ("known", .integer(Int64(known))), ("refused", .integer(Int64(refused))),
        ]
        var printer = RowPrinter(global.output, columns: fields.map(\.0))
        printer.begin()
        try printer.row(fields.map(\.1))
        try printer.end()
    }

    /// `adopt` cannot read a table, so CSV is printed instead.
    private func printTemplate(_ template: AdoptionTemplate) throws {
        var printer = RowPrinter(global.output == .table ? .csv : global.output, columns: template.columns)
        printer.begin()
        for target in template.targets {
            let names = [target.app.text] + (template.namesSecrets ? [target.secret.text] : [])
            try printer.row(names.map { .text($0) } + template.keys.map { _ in .text("") })
        }
        try printer.end()
        if template.targets.isEmpty {
            global.logger.notice("the plan's targets are listed by the API; `rekey apps` shows their ids")
        }
    }

    /// - Returns: `nil` for the template and the API.
    private func source() throws -> Adoption.Source? {
        let given = [csv, dotenv, json].compactMap { $0 }
        if template != fromAPI, given.isEmpty { return nil }
        guard given.count == 1, !template, !fromAPI else {
            throw ValidationError("name one of --csv, --dotenv, --json, --from-api and --template")
        }
        if let csv { return .csv(csv) }
        let path = try RunOptions.parsing { try TargetText(given[0]) }
        return .files(ValueFile(form: dotenv == nil ? .json : .dotenv, path: path))
    }
}
