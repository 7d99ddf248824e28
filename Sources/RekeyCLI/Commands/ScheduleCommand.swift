import ArgumentParser

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Show when plans are due, and print units for a scheduler.",
        subcommands: [ScheduleListCommand.self, ScheduleNextCommand.self, SchedulePrintCommand.self])
}
