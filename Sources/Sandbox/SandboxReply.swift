import Model

/// What the stand-in does with a connection after a request.
struct SandboxReply: Sendable {
    enum Ending: Sendable {
        /// The whole answer, and the connection stays.
        case whole
        /// Only so much of the body, then a close.
        case cut(after: Int)
        /// Byte by byte, so many milliseconds apart.
        case drip(milliseconds: Int)
        /// No answer: a close, or a reset.
        case none(resets: Bool)
        /// No answer, and no close either.
        case hang
    }

    var status: Int
    var body: String
    /// What goes over the wire where that is not `body` itself.
    var bytes: [UInt8]?
    var isChunked = false
    var headers: [String: String] = [:]
    var ending: Ending = .whole
    /// Before it.
    var delay: Duration = .zero

    init(_ status: Int, _ body: String) {
        self.status = status
        self.body = body
    }

    /// ErrorResponse.
    static func error(_ code: Int, _ text: String) -> SandboxReply {
        SandboxReply(code, "{\"error\":\(jsonString(text)),\"code\":\(code)}")
    }

    /// FastAPI's own errors.
    static func detail(_ code: Int, _ text: String) -> SandboxReply {
        SandboxReply(code, "{\"detail\":\(jsonString(text))}")
    }

    /// FastAPI's answer to a method that a path does not have.
    static func methodNotAllowed(allow: String) -> SandboxReply {
        var reply = detail(405, "Method Not Allowed")
        reply.headers["Allow"] = allow
        return reply
    }

    /// HTTPValidationError.
    static func invalid(_ fields: [InvalidField]) -> SandboxReply {
        SandboxReply(422, "{\"detail\":[\(fields.map(\.json).joined(separator: ","))]}")
    }
}
