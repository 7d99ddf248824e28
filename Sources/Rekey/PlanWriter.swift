import JobFile
package import Journal
import Model

/// Makes the plans in the database what job files say.
package struct PlanWriter: Sendable {
    private let journal: Journal
    private let reader: PlanReader

    package init(store: Store) async throws {
        journal = store.journal
        reader = PlanReader(columns: try await store.columnSealer())
    }

    /// Applies job files, all or none.
    /// - Parameter isTrial: only tell what would change.
    package func apply(_ paths: [String], isTrial: Bool = false) async throws -> [PlanChange] {
        var orders: [PlanOrder] = []
        var files: [PlanName: String] = [:]
        for path in paths {
            let (file, order) = try reader.read(file: path)
            if let twin = files.updateValue(path, forKey: file.plan.name) {
                throw RequestError(
                    "\(twin) and \(path) both define the plan \(file.plan.name); name one of them")
            }
            orders.append(order)
        }
        return try await journal.apply(orders, isTrial: isTrial)
    }
}
