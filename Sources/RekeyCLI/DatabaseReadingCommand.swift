import ArgumentParser
import Journal
import Logging

/// A command that works on a copy of the database too, and says so.
///
/// What writes to the API is not one: it is refused there, in words of its own.
protocol DatabaseReadingCommand {
    var global: GlobalOptions { get }
    /// Whether this call only reads.
    var onlyReads: Bool { get }
}

extension DatabaseReadingCommand {
    var onlyReads: Bool { true }

    /// A line for each database that is a copy. One that cannot be opened is for the command itself to report.
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
