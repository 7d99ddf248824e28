import Model
import Nx1
import Secrets

/// What the record says of an item after something happened to it.
struct ResultDetail: Sendable {
    let statusCode: Int?
    let errorKind: ErrorKind?
    let error: PublicText?

    init(_ exchange: Exchange) {
        statusCode = exchange.answer.statusCode
        errorKind = exchange.answer.errorKind
        error = exchange.answer.message
    }

    init(statusCode: Int) {
        self.statusCode = statusCode
        errorKind = nil
        error = nil
    }

    init(statusCode: Int?, errorKind: ErrorKind, error: PublicText) {
        self.statusCode = statusCode
        self.errorKind = errorKind
        self.error = error
    }
}
