import ArgumentParser

struct RekeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "Rotate secrets in bulk.",
        discussion: """
            Start with `rekey demo`. Then: `rekey plan apply jobs/nightly-db-passwords.yaml` and \
            `rekey run nightly-db-passwords`. After an interruption: `rekey resume`.
            """,
        version: version,
        subcommands: [
            DemoCommand.self, InitCommand.self, PlanCommand.self, RunCommand.self, ResumeCommand.self,
            RetryCommand.self, RollbackCommand.self, RestoreCommand.self, CancelCommand.self, CheckCommand.self,
            DoctorCommand.self, AppsCommand.self,
            AdoptCommand.self, RevealCommand.self, GenerateCommand.self, AuditCommand.self, KeyCommand.self,
            LoginCommand.self, LogoutCommand.self,
            StatusCommand.self,
            RunsCommand.self,
            ItemsCommand.self,
            AttemptsCommand.self, HistoryCommand.self, ReportCommand.self, ScheduleCommand.self, PruneCommand.self,
            BackupCommand.self,
            SandboxCommand.self,
            CompletionsCommand.self, ManCommand.self,
        ])

    static let version = "0.1.0"
}
