/// A command that needs an existing database. `init`, `plan apply` and commands without a database are not among them.
///
/// Commands that open the store check the same; this check is for those that only read the record.
protocol DatabaseCommand {
    var global: GlobalOptions { get }
}

extension PlanListCommand: DatabaseCommand {}
extension PlanShowCommand: DatabaseCommand {}
extension PlanExportCommand: DatabaseCommand {}
extension PlanRemoveCommand: DatabaseCommand {}
extension RunCommand: DatabaseCommand {}
extension StatusCommand: DatabaseCommand {}
extension RunsCommand: DatabaseCommand {}
extension ItemsCommand: DatabaseCommand {}
extension AttemptsCommand: DatabaseCommand {}
extension HistoryCommand: DatabaseCommand {}
extension ReportCommand: DatabaseCommand {}
extension ScheduleListCommand: DatabaseCommand {}
extension AuditVerifyCommand: DatabaseCommand {}
extension AuditExportCommand: DatabaseCommand {}
extension BackupCommand: DatabaseCommand {}
extension CancelCommand: DatabaseCommand {}
extension RollbackCommand: DatabaseCommand {}
extension RestoreCommand: DatabaseCommand {}
extension RevealCommand: DatabaseCommand {}
extension PruneCommand: DatabaseCommand {}
