import ArgumentParser
import Journal
import Model
import Rekey
import Values

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make the database and the key file, readable by you alone.",
        discussion: """
            Example: rekey init --database /var/lib/rekey/rekey.db
            A job file to start from: rekey init --example api-token
            """)

    @OptionGroup var global: GlobalOptions

    @Option(
        defaultAsFlag: Example.first.rawValue,
        help: ArgumentHelp(
            "Write a job file with comments to start from: \(Example.names); or the first of these into a file of that name.",
            valueName: "example"),
        completion: .list(Example.allCases.map(\.rawValue)))
    var example: String?

    @Argument(help: "Where the example goes, instead of EXAMPLE.yaml.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Option(help: ArgumentHelp("The same as an option.", valueName: "file"), completion: .file())
    var to: String?

    mutating func validate() throws {
        guard file == nil || to == nil else { throw ValidationError("name the example's file once") }
        if to != nil, example == nil { throw ValidationError("--to goes with --example") }
        if let file, example == nil { throw ValidationError("write --example before \(file)") }
    }

    func run() async throws {
        let files = try example.map { try ExampleFiles($0, to: to ?? file) }
        let (store, made) = try await Store.open(global.place, creates: true)
        let written = try files?.write() ?? []
        guard global.output == .table else { return try printRows(made, written, store) }
        if made.isEmpty {
            try StandardOutput.line("\(store.journal.path) and \(global.place.key.name) are there already, and fit")
        }
        for path in made { try StandardOutput.line("made \(path)") }
        if made.contains(global.place.keyFile) {
            try StandardOutput.line(
                "Keep a copy of the key file in another place than the database: without it no value opens.")
        }
        if let file = written.first {
            for path in written { try StandardOutput.line("made \(path)") }
            try StandardOutput.line("Next: change it, then rekey plan validate \(file)")
        } else if made.contains(store.journal.path) {
            try StandardOutput.line("Next: rekey init --example api-token writes a job file to start from.")
        }
    }

    private func printRows(_ made: [String], _ written: [String], _ store: Store) throws {
        var printer = RowPrinter(global.output, columns: ["kind", "path", "result"])
        printer.begin()
        for (kind, path) in [("database", store.journal.path), ("key", global.place.key.name)] {
            try printer.row([.text(kind), .text(path), .text(made.contains(path) ? "made" : "present")])
        }
        for path in written { try printer.row([.text("example"), .text(path), .text("made")]) }
        try printer.end()
    }
}
