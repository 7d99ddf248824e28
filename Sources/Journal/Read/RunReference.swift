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
}

extension RunReference: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}
