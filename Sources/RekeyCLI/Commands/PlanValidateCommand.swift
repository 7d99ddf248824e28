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

    @Argument(help: "Job files, or folders with job files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    func run() async throws {
        let isTable = global.output == .table
        let columns =
            isTable
            ? ["file", "plan", "targets", "secret", "key", "value", "entropy_bits"]
            : ["file", "plan", "targets", "key", "value", "entropy_bits", "entry", "secret", "targets_from_api"]
        var printer = RowPrinter(global.output, columns: columns)
        let files = try JobFolder.expanded(files)
        let inspections = try files.map(PlanInspection.init)
        printer.begin()
        for (path, inspection) in zip(files, inspections) {
            let plan = inspection.file.plan
            let lookups = LookupOutline(definition: inspection.file.definition)
            let known = OutputValue.integer(Int64(inspection.targets))
            for row in SourceRow.all(of: plan) {
                if isTable {
                    let targets = lookups.text == nil ? known : .text(lookups.counted(inspection.targets))
                    try printer.row([
                        .text(path), .text(plan.name.text), targets, row.secret, row.key, row.value, row.entropyBits,
                    ])
                } else {
                    try printer.row([
                        .text(path), .text(plan.name.text), known, row.key, row.value, row.entropyBits,
                        .integer(Int64(row.entry)), row.secret, .list(lookups.texts, separator: ", "),
                    ])
                }
            }
        }
        try printer.end()
        for warning in inspections.flatMap(\.warnings) { global.logger.warning("\(warning)") }
        let missing = inspections.flatMap(\.missingSources)
        for text in missing { global.logger.error("\(text)") }
        if !missing.isEmpty { throw ExitCode(.badData) }
        guard isTable else { return }
        var total = PlanTotal()
        for inspection in inspections { total.add(file: inspection.file.plan, targets: inspection.targets) }
        try StandardOutput.line(total.line)
    }
}
