import ArgumentParser
import Journal
import Rekey
import Values

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make the database and the key file, readable by you alone.",
        discussion: """
            Example: rekey init --database /var/lib/rekey/rekey.db
            A job file to start from: rekey init --example first-rotation.yaml
            """)

    @OptionGroup var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "Write a job file with comments to start from, where there is none yet.", valueName: "file"),
        completion: .file())
    var example: String?

    func run() async throws {
        let (store, made) = try await Store.open(global.place, creates: true)
        if let example { try ExampleFile(path: example).write() }
        guard global.output == .table else { return try printRows(made, store) }
        if made.isEmpty {
            try StandardOutput.line("\(store.journal.path) and \(global.place.key.name) are there already, and fit")
        }
        for path in made { try StandardOutput.line("made \(path)") }
        if made.contains(global.place.keyFile) {
            try StandardOutput.line(
                "Keep a copy of the key file in another place than the database: without it no value opens.")
        }
        if let example {
            try StandardOutput.line("made \(example)\nNext: change it, then rekey plan validate \(example)")
        } else if made.contains(store.journal.path) {
            try StandardOutput.line("Next: rekey init --example first-rotation.yaml writes a job file to start from.")
        }
    }

    private func printRows(_ made: [String], _ store: Store) throws {
        var printer = RowPrinter(global.output, columns: ["kind", "path", "result"])
        printer.begin()
        for (kind, path) in [("database", store.journal.path), ("key", global.place.key.name)] {
            try printer.row([.text(kind), .text(path), .text(made.contains(path) ? "made" : "present")])
        }
        if let example { try printer.row([.text("example"), .text(example), .text("made")]) }
        try printer.end()
    }
}
