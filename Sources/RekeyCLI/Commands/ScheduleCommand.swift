import ArgumentParser

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "When plans are due, and what calls rekey then.",
        subcommands: [ScheduleListCommand.self, ScheduleNextCommand.self, SchedulePrintCommand.self])
}
