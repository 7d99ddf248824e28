import ArgumentParser
import Foundation
import Journal
import Logging
import Rekey

struct PlanDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what applying job files would change; nothing is written.",
        discussion: "Example: rekey plan diff jobs/nightly-db-passwords.yaml")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Job files, or folders with job files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    func run() async throws {
        let (store, _) = try await Store.open(global.place, creates: false)
        let read = try NamedJobFile.read(JobFolder.expanded(files))
        let (changes, conflicts) = try await PlanWriter(store: store).apply(read, isTrial: true)
        for warning in changes.flatMap(\.warnings) { global.logger.warning("\(warning)") }
        for conflict in conflicts { global.logger.warning("\(conflict.text)") }
        PlanTakeover.warn(of: changes, isTrial: true, global.logger)
        try PlanChangePrinter(global: global).print(changes, isTrial: true)
    }
}
