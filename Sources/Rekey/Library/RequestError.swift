/// Something was asked for that is not there, or cannot be done in its state.
package struct RequestError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
