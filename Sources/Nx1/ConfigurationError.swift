/// Host, credentials or profile are missing or wrong. One sentence with the place and the remedy.
package struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
