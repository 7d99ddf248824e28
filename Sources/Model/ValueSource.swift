/// Where the value of a key comes from.
package enum ValueSource: Sendable, Equatable {
    case generate(Generator)
    /// No secret: stored and shown as written.
    case literal(String)
    /// The name of an environment variable, read when a run prepares its items.
    case environment(String)
    /// The path of a file, read when a run prepares its items; a relative one counts from the job file.
    case file(String)
    case template(Template)

    package var isLiteral: Bool {
        if case .literal = self { return true }
        return false
    }
}
