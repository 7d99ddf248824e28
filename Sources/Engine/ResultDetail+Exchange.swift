import Model
import Nx1

extension ResultDetail {
    init(_ exchange: Exchange) {
        self.init(
            statusCode: exchange.statusCode, errorKind: exchange.answer.errorKind, error: exchange.answer.message)
    }
}
