import ArgumentParser

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify or print the audit trail, which records who did what.",
        subcommands: [AuditVerifyCommand.self, AuditExportCommand.self])
}
