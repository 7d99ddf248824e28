import JobFile
import Journal
import Model

extension Store {
    /// The plan as it is now in the database, with a new revision if another program changed it.
    /// - Throws: `RequestError` if it does not exist, `JobFileError`, `PlanTargetsError`.
    func revisedPlan(_ name: String) async throws -> Plan {
        let plans = PlanReader(columns: try await columnSealer())
        guard let row = try await journal.plan(name) else {
            throw RequestError("plan \(quoted(name)) does not exist; `rekey plan list` shows all plans")
        }
        let (file, revision) = try plans.read(row: row, database: journal.path, isRun: true)
        if !plans.isCurrent(row, file) { _ = try await journal.apply([revision]) }
        return file.plan
    }
}
