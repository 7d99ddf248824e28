import ArgumentParser
import Journal
import Logging

/// A command that also works on a copy of the database, and reports that it is one.
///
/// Commands that write to the API are not among them: they are refused on a copy, with their own message.
protocol DatabaseReadingCommand {
    var global: GlobalOptions { get }
    /// Whether this call only reads.
    var onlyReads: Bool { get }
}

extension DatabaseReadingCommand {
    var onlyReads: Bool { true }

    /// A warning for each database that is a copy. If one cannot be opened, the command itself reports it.
    func warnOfCopies() {
        guard onlyReads else { return }
        for path in global.databases {
            guard let record = try? JournalReader(path: path), let standing = try? record.standing(),
                standing != .original
            else { continue }
            global.logger.warning("\(standing.words(record.path))")
        }
    }
}

extension PlanApplyCommand: DatabaseReadingCommand {}
extension PlanListCommand: DatabaseReadingCommand {}
extension PlanShowCommand: DatabaseReadingCommand {}
extension PlanDiffCommand: DatabaseReadingCommand {}
extension PlanExportCommand: DatabaseReadingCommand {}
extension PlanRemoveCommand: DatabaseReadingCommand {}
extension CheckCommand: DatabaseReadingCommand {}
extension RunCommand: DatabaseReadingCommand {
    var onlyReads: Bool { dryRun }
}
extension AdoptCommand: DatabaseReadingCommand {}
extension CancelCommand: DatabaseReadingCommand {}
extension StatusCommand: DatabaseReadingCommand {}
extension RunsCommand: DatabaseReadingCommand {}
extension ItemsCommand: DatabaseReadingCommand {}
extension AttemptsCommand: DatabaseReadingCommand {}
extension HistoryCommand: DatabaseReadingCommand {}
extension ReportCommand: DatabaseReadingCommand {}
extension RevealCommand: DatabaseReadingCommand {}
extension ScheduleListCommand: DatabaseReadingCommand {}
extension AuditVerifyCommand: DatabaseReadingCommand {}
extension AuditExportCommand: DatabaseReadingCommand {}
extension PruneCommand: DatabaseReadingCommand {}
extension BackupCommand: DatabaseReadingCommand {}
