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

    /// SecretDetailResponse.
    static func secret(_ name: String, keys: [String], createdAt: String) -> SandboxReply {
        let data = keys.map { "{\"key\":\(jsonString($0)),\"value\":\"****\"}" }.joined(separator: ",")
        return SandboxReply(
            200,
            "{\"secret_name\":\(jsonString(name)),\"k8s_name\":\(jsonString("app-" + name.lowercased())),"
                + "\"data\":[\(data)],\"created_at\":\(jsonString(createdAt))}")
    }

    /// ErrorResponse.
    static func error(_ code: Int, _ text: String) -> SandboxReply {
        SandboxReply(code, "{\"error\":\(jsonString(text)),\"code\":\(code)}")
    }

    /// FastAPI's own errors.
    static func detail(_ code: Int, _ text: String) -> SandboxReply {
        SandboxReply(code, "{\"detail\":\(jsonString(text))}")
    }

    /// HTTPValidationError. - Parameter input: JSON, echoed as FastAPI does.
    static func invalid(_ location: [String], _ message: String, type: String, input: String) -> SandboxReply {
        let steps = location.map { Int($0).map(String.init) ?? jsonString($0) }.joined(separator: ",")
        return SandboxReply(
            422,
            "{\"detail\":[{\"type\":\(jsonString(type)),\"loc\":[\(steps)],\"msg\":\(jsonString(message)),"
                + "\"input\":\(input),\"ctx\":{\"error\":\(input)}}]}")
    }
}
