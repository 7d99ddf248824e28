import ArgumentParser
import Journal
import Logging
import Rekey

struct PlanApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Create or update plans in the database from job files: all of them or none.",
        discussion: "Example: rekey plan apply jobs/nightly-db-passwords.yaml")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Job files, or folders with job files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    func run() async throws {
        // A wrong file must not create a database.
        let read = try NamedJobFile.read(JobFolder.expanded(files))
        let (store, made) = try await Store.open(global.place, creates: true)
        for path in made { global.logger.notice("created \(path)") }
        let (changes, conflicts) = try await PlanWriter(store: store).apply(read)
        for warning in changes.flatMap(\.warnings) { global.logger.warning("\(warning)") }
        for conflict in conflicts { global.logger.warning("\(conflict.text)") }
        PlanTakeover.warn(of: changes, isTrial: false, global.logger)
        try PlanChangePrinter(global: global).print(changes, isTrial: false)
        let changed = changes.filter { $0.kind != .unchanged }
        if let first = changed.first {
            let next = changed.count == 1 ? "rekey check \(first.plan)" : "rekey check PLAN, or rekey plan list"
            global.logger.notice("saved in the database, nothing was sent; next: \(next)")
        }
    }
}
