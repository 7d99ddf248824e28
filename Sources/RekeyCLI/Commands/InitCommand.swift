import ArgumentParser
import Journal
import Model
import Rekey
import Values

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Create the database and the key file, readable only by you.",
        discussion: """
            Example: rekey init --database /var/lib/rekey/rekey.db
            Write a job file to start from: rekey init --example api-token
            """)

    @OptionGroup var global: GlobalOptions

    @Option(
        defaultAsFlag: Example.first.rawValue,
        help: ArgumentHelp(
            "Write an example job file with comments: \(Example.names). With a file name, write the first of these to "
                + "that file.",
            valueName: "example"),
        completion: .list(Example.allCases.map(\.rawValue)))
    var example: String?

    @Argument(help: "The file for the example; default: EXAMPLE.yaml.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Option(help: ArgumentHelp("The file for the example, as an option.", valueName: "file"), completion: .file())
    var to: String?

    mutating func validate() throws {
        guard file == nil || to == nil else { throw ValidationError("name the example's file once") }
        if to != nil, example == nil { throw ValidationError("--to needs --example") }
        if let file, example == nil { throw ValidationError("write --example before \(file)") }
    }

    func run() async throws {
        let files = try example.map { try ExampleFiles($0, to: to ?? file) }
        let (store, made) = try await Store.open(global.place, creates: true)
        let written = try files?.write() ?? []
        guard global.output == .table else { return try printRows(made, written, store) }
        if made.isEmpty {
            try StandardOutput.line(
                "\(store.journal.path) and \(global.place.key.name) already exist, and the key opens the database")
        }
        for path in made { try StandardOutput.line("created \(path)") }
        if made.contains(global.place.keyFile) {
            try StandardOutput.line(
                "Keep a copy of the key file apart from the database: without the key no sealed value can be opened.")
        }
        if let file = written.first {
            for path in written { try StandardOutput.line("created \(path)") }
            try StandardOutput.line("Next: edit it, then rekey plan validate \(file)")
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
