/// Why a request got no whole answer.
package struct HTTPFailure: Error, Sendable {
    package let cause: Cause
    /// libcurl's words; URL and host at most, never a header or a body.
    package let message: String
    /// Whether a byte of the request may have reached the server.
    package let mayHaveArrived: Bool
    package let timing: HTTPTiming

    package enum Cause: Sendable {
        case dns, connect, tls, certificate, timeout, reset, cancelled
        /// Bytes that are not HTTP, or an encoding that does not decode.
        case protocolViolation
        /// The request cannot be made at all: a bad URL, a CA file that is not there.
        case setup
        /// A proxy refused the tunnel, and would again (403, 407).
        case proxy
        /// A proxy has no address, or could not open the tunnel now (502, 503).
        case proxyUnavailable
        /// A file of certificates or a key cannot be used, or http would leave this machine.
        case configuration
    }
}
