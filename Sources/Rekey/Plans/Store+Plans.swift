import JobFile
import Journal
import Model

extension Store {
    /// The plan as it is now in the database, with a new revision if another program changed it.
    /// - Throws: `NotFound` if it does not exist, `JobFileError`, `TargetError`.
    func revisedPlan(_ name: String) async throws -> Plan {
        let plans = PlanReader(columns: try await columnSealer())
        guard let row = try await journal.plan(name) else { throw NotFound.plan(name) }
        let (file, revision) = try plans.read(row: row, database: journal.path, isRun: true)
        if !plans.isCurrent(row, file) { _ = try await journal.apply([revision]) }
        return file.plan
    }
}
