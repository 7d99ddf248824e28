import Model

/// A plan, the connection for its runs, and the API's list for it.
struct ConnectedPlan: Sendable {
    let plan: Plan
    let authenticated: AuthenticatedConnection
    var listing = AppLookup.Listing()
}
