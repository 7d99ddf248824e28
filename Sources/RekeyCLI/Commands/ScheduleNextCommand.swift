import ArgumentParser
import Foundation
import Model
import Report

struct ScheduleNextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Show the next times of a cron expression.",
        discussion: """
            Example: rekey schedule next '30 2 * * *' --timezone Europe/Paris --after 2026-03-28 --count 3
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(
        help: "Five fields, or @hourly, @daily, @weekly, @monthly, @quarterly or @yearly.",
        transform: { text in try RunOptions.parsing { try CronSchedule(text: text) } })
    var expression: CronSchedule

    @Option(
        help: "The time zone, for example Europe/Paris.",
        transform: { text in try RunOptions.parsing { try NamedZone(text) } })
    var timezone: NamedZone = .utc

    @Option(
        help:
            "Start from this time instead of now: 2026-03-29T01:00:00Z, or local 2026-03-29T02:00 or 2026-03-29."
    )
    var after: String?

    @Option(help: "The number of times.")
    var count = 1

    func validate() throws {
        guard (1...100_000).contains(count) else { throw ValidationError("--count must be 1 to 100000") }
        _ = try moment()
    }

    func run() throws {
        var printer = RowPrinter(global.output, columns: ["time", "local"])
        printer.begin()
        var last = try moment()
        for _ in 0..<count {
            guard let next = expression.next(after: last, in: timezone.zone), next > last else { break }
            let local = next.formatted(Date.ISO8601FormatStyle(timeZoneSeparator: .colon, timeZone: timezone.zone))
            try printer.row([.text(Timestamp.text(next)), .text(local)])
            last = next
        }
        try printer.end()
    }

    /// - Throws: `ValidationError` for text that is not a time.
    private func moment() throws -> Date {
        guard let after else { return .now }
        for style in [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)] {
            if let date = try? style.parse(after) { return date }  // the next format is tried
        }
        let whole = after.count == 10 ? after + "T00:00" : after
        let local = Date.ISO8601FormatStyle(timeZone: timezone.zone).year().month().day()
            .time(includingFractionalSeconds: false)
        if let date = try? local.parse(whole.count == 16 ? whole + ":00" : whole) { return date }  // reported below
        throw ValidationError("--after \(quoted(after)) is not a time; write it like 2026-03-29T01:00:00Z")
    }
}
