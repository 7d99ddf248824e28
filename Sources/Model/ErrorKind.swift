/// Why an attempt or an item failed, as scripts read it (docs: States).
package enum ErrorKind: String, Sendable, CaseIterable {
    case badRequest = "bad_request"
    case unauthorized, forbidden
    case notFound = "not_found"
    case validation
    case rateLimited = "rate_limited"
    case serverError = "server_error"
    case unexpectedStatus = "unexpected_status"
    case unexpectedResponse = "unexpected_response"
    case redirect
    case wouldDropKeys = "would_drop_keys"
    case timeout, connect, reset, dns, tls
    case stepSet = "step_set"
    case stepVerify = "step_verify"
    case source, unsupported, proxy, cancelled

    /// The kind of an answer with this status code; `nil` for 200, whose body decides.
    package init?(status: Int) {
        switch status {
        case 200: return nil
        case 300..<400: self = .redirect
        case 400: self = .badRequest
        case 401: self = .unauthorized
        case 403: self = .forbidden
        case 404: self = .notFound
        case 408: self = .timeout
        case 422: self = .validation
        case 429: self = .rateLimited
        case 500..<600: self = .serverError
        default: self = .unexpectedStatus
        }
    }
}
