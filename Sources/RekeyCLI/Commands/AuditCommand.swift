import ArgumentParser

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Who did what: verify the trail, or print it.",
        subcommands: [AuditVerifyCommand.self, AuditExportCommand.self])
}
