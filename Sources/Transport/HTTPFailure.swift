/// Why a request has no complete answer.
package struct HTTPFailure: Error, Sendable {
    package let cause: Cause
    /// libcurl's message; it contains at most URL and host, never a header or a body.
    package let message: String
    /// Whether a byte of the request may have reached the server.
    package let mayHaveArrived: Bool
    package let timing: HTTPTiming

    package enum Cause: Sendable {
        case dns, connect, tls, certificate, timeout, reset, cancelled
        /// Bytes that are not HTTP, or an encoding that does not decode.
        case protocolViolation
        /// The request is not possible: an invalid URL, a CA file that is missing.
        case setup
        /// A proxy refused the tunnel, and would refuse it again (403, 407).
        case proxy
        /// The proxy's address is unknown, or it could not open the tunnel now (502, 503).
        case proxyUnavailable
        /// A certificate or key file cannot be used, or http would leave this machine.
        case configuration
    }
}
