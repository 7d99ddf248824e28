/// Why no run was made: the plan, or what it needs on this machine, is wrong.
package struct StartRefusal: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
