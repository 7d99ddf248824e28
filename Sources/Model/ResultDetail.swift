package import Secrets

/// What the record says of a request, or of an item after something happened to it.
package struct ResultDetail: Sendable, Equatable {
    /// `nil` where no answer came, or none was asked for.
    package let statusCode: Int?
    /// `nil` where nothing failed.
    package let errorKind: ErrorKind?
    /// No value is in it.
    package var error: PublicText?

    package init(statusCode: Int? = nil, errorKind: ErrorKind? = nil, error: PublicText? = nil) {
        self.statusCode = statusCode
        self.errorKind = errorKind
        self.error = error
    }

    package init(_ answer: Answer) {
        self.init(statusCode: answer.statusCode, errorKind: answer.errorKind, error: answer.message)
    }
}
