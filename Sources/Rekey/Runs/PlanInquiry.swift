import Engine
import Journal
import Model
import Nx1

/// Asks the API about a plan outside of a run, with the rate limiter of runs.
struct PlanInquiry: Sendable {
    let store: Store
    let request: RunRequest
    let watch: RunWatch

    private var journal: Journal { store.journal }

    /// - Parameter retry: `nil` for the plan's.
    /// - Throws: `StoreError.interrupted` on the first signal, or errors of `body`.
    func ask<T: Sendable>(
        _ plan: Plan, _ connection: Connection, retry: RetryPolicy? = nil,
        _ body: @escaping @Sendable (PacedReader) async throws -> T
    ) async throws -> T {
        let row = try await journal.pace(host: connection.host.authority)
        let limits = request.limits(of: plan).divided(by: request.shard?.count ?? 1)
        let notice = HoldNotice(run: nil, warned: watch.warned)
        let (result, pace) = try await watch.interruptible {
            try await PacedReader.with(
                connection, limits: limits, retry: retry ?? plan.retry, row: row, onHold: { notice.heard(until: $0) },
                body)
        }
        try await journal.keepPace(pace)
        return result
    }

    /// The apps of the plan, if the plan leaves them or their names to the API.
    func lookUp(_ plan: Plan, _ authenticated: AuthenticatedConnection) async throws -> AppLookup.Listing {
        let lookup = try await lookup(of: plan)
        guard lookup.isNeeded else { return AppLookup.Listing() }
        return try await ask(plan, authenticated.connection) { try await lookup.perform($0) }
    }

    func lookup(of plan: Plan) async throws -> AppLookup {
        AppLookup(
            plan: plan, named: try await journal.namedTargets(ofPlan: plan.name.text),
            columns: try await store.columnSealer())
    }
}
