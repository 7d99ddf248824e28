import ArgumentParser
import JobFile
import Logging
import Model
import Rekey

struct PlanValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check job files, their lists and their sources; nothing is written.",
        discussion: "Example: rekey plan validate jobs/*.yaml")

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Job files, or folders of them.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    func run() async throws {
        var printer = RowPrinter(global.output, columns: ["file", "plan", "targets", "key", "value", "entropy_bits"])
        let files = try JobFolder.expanded(files)
        let inspections = try files.map(PlanInspection.init)
        printer.begin()
        for (path, inspection) in zip(files, inspections) {
            let plan = inspection.file.plan
            let targets =
                LookupOutline(definition: inspection.file.definition).text.map {
                    global.output == .table ? OutputValue.text($0) : .integer(Int64(inspection.targets))
                } ?? .integer(Int64(inspection.targets))
            let start: [OutputValue] = [.text(path), .text(plan.name.text), targets]
            for entry in plan.entries {
                if let file = entry.keysFrom { try printer.row(start + [.null, .text(file.summary), .null]) }
                for key in entry.keys {
                    try printer.row(
                        start + [
                            .text(key.name.text), .text(key.source.summary),
                            key.source.entropyBits.map { .integer(Int64($0)) } ?? .null,
                        ])
                }
            }
        }
        try printer.end()
        for warning in inspections.flatMap(\.warnings) { global.logger.warning("\(warning)") }
        let missing = inspections.flatMap(\.missingSources)
        for text in missing { global.logger.error("\(text)") }
        if !missing.isEmpty { throw ExitCode(ExitTable.badData) }
        let targets = inspections.reduce(0) { $0 + $1.targets }
        if global.output == .table {
            try StandardOutput.line("ok: \(counted(inspections.count, "plan")), \(counted(targets, "target"))")
        }
    }
}
