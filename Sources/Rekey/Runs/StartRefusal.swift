/// Why no run was recorded: the plan, or something that it needs on this machine, is wrong.
package struct StartRefusal: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
