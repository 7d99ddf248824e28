import JobFile
import Journal
import Model

extension Store {
    /// The plan as the database has it now, with a new revision if another program changed it.
    /// - Throws: `NotFound` where there is none, `JobFileError`, `TargetError`.
    func revisedPlan(_ name: String) async throws -> Plan {
        let plans = PlanReader(columns: try await columnSealer())
        guard let row = try await journal.plan(name) else { throw NotFound.plan(name) }
        let (file, order) = try plans.read(row: row, database: journal.path, isRun: true)
        if !plans.isCurrent(row, file) { _ = try await journal.apply([order]) }
        return file.plan
    }
}
