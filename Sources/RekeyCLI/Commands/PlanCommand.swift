import ArgumentParser

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Validate, apply, show and remove plans.",
        subcommands: [
            PlanValidateCommand.self, PlanApplyCommand.self, PlanDiffCommand.self, PlanListCommand.self,
            PlanShowCommand.self, PlanExportCommand.self, PlanRemoveCommand.self,
        ])
}
