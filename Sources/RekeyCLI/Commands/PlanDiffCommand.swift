import ArgumentParser
import Foundation
import Journal
import Rekey

struct PlanDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what applying job files would change; nothing is written.",
        discussion: "Example: rekey plan diff jobs/nightly-db-passwords.yaml")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Job files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    func run() async throws {
        let journal = try Journal(path: global.place.database, access: .readWrite)
        let changes = try await Planning(journal: journal).apply(files, isTrial: true)
        try PlanChangePrinter(global: global).print(changes, isTrial: true)
    }
}
