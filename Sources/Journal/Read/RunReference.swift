/// How a run is named.
package enum RunReference: Sendable, Equatable {
    /// By its number or UUID.
    case named(String)
    /// The latest run that was made, of one plan or of all. An adoption is none: it sends nothing.
    case latest(plan: String?)

    package static let latestWord = "latest"

    /// - Parameter plan: narrows `latest`.
    package init(_ text: String, plan: String? = nil) {
        self = text == Self.latestWord ? .latest(plan: plan) : .named(text)
    }

    /// What to say where there is no such run.
    package var missing: String {
        switch self {
        case .named(let name): "there is no run \"\(name)\"; `rekey runs` lists them"
        case .latest(nil): "there is no run yet; `rekey run PLAN` starts one"
        case .latest(let plan?): "plan \"\(plan)\" has no run; `rekey runs` lists the runs that there are"
        }
    }
}

extension RunReference: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}
