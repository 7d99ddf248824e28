import Model
import Nx1

extension ResultDetail {
    init(_ exchange: Exchange) { self.init(exchange.answer) }
}
