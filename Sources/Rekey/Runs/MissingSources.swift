import Model

/// Targets that are not ready, as one line.
struct MissingSources {
    private var count = 0
    private var first: (target: Target, problems: [String])?

    mutating func add(_ target: Target, _ problems: [String]) {
        count += 1
        first = first ?? (target, problems)
    }

    /// `nil` if there was no target.
    var text: String? {
        guard let first else { return nil }
        let which = count == 1 ? "its only target" : "none of its \(count) targets"
        let verb = count == 1 ? "is not ready" : "is ready, the first"
        return "\(which) \(verb): \(first.target): \(first.problems.joined(separator: "; "))"
    }
}
