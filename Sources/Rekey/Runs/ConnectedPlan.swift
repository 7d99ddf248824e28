import Model

/// A plan, how its runs reach the API, and what the API listed for it.
struct ConnectedPlan: Sendable {
    let plan: Plan
    let link: AuthenticatedConnection
    var found = AppLookup.Found()
}
