/// The user asked for something that does not exist, or that its state does not allow.
package struct RequestError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
