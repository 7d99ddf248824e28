import ArgumentParser
import Foundation
import Journal
import Model
import Rekey
import Secrets

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Continue runs that ended early, with the same values.",
        discussion: """
            Of several runs of one plan the newest goes first, and older ones skip the secrets that it has written. \
            Exits with 1 if there is nothing to resume but a plan's latest run has failed or unknown items.

            Examples: rekey resume
            rekey resume nightly-db-passwords
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var confirming: ConfirmOption

    @Argument(
        help: ArgumentHelp(
            "Runs by number or UUID, or latest, or plans; default: every unfinished run.", valueName: "run"))
    var names: [String] = []

    @OptionGroup var latest: LatestOption
    @OptionGroup var confirmation: Confirmation

    func validate() throws {
        if latest.plan != nil, names != [RunReference.latestWord] {
            throw ValidationError("--plan needs latest; to resume the runs of a plan, name it: rekey resume PLAN")
        }
    }

    func run() async throws {
        if names.isEmpty { try confirm() }
        let (names, plan) = (names, latest.plan)
        try await RunStage(global: global, options: options).perform(
            request: confirming.applied(to: try options.request(connection))
        ) {
            try await $0.resume(names, latestOf: plan)
        }
    }

    /// Without a name, on a terminal: a user who means one plan sees which other runs are unfinished.
    private func confirm() throws {
        guard isatty(STDIN_FILENO) == 1, !confirmation.yes else { return }
        try DatabasePresence.require(global.place.database, namedBy: global.place.databaseNamedBy)
        let runs = try JournalReader(path: global.place.database).unfinishedRuns()
        let plans = Set(runs.map(\.plan)).count
        guard plans > 1 else { return }
        for run in runs.reversed() {
            let reason = run.stopReason.map { ": \(VisibleText.line($0))" } ?? ""
            StandardError.write("run \(run.run) of plan \(run.plan), \(run.state.rawValue)\(reason)\n")
        }
        let what = "\(counted(runs.count, "unfinished run")) of \(plans) plans"
        try confirmation.ask("Resume \(what)", consequence: "resume would continue \(what)")
    }
}
