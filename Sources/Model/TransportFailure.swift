package import Secrets

/// A request without a complete answer.
package struct TransportFailure: Error, Sendable, Equatable {
    package let kind: ErrorKind
    package let message: PublicText
    /// Whether any byte of the request may have reached the server, so that it may have been applied.
    package let mayHaveArrived: Bool
    /// Whether the certificate did not verify: another attempt would not help, so the run stops.
    package let isCertificate: Bool
    /// The status of an answer that ended too early to be used.
    package let statusCode: Int?
    /// Whether something on this machine must be corrected first (a proxy's password, a key file): the run stops.
    package let isConfiguration: Bool

    package init(
        kind: ErrorKind, message: PublicText, mayHaveArrived: Bool, isCertificate: Bool = false, statusCode: Int? = nil,
        isConfiguration: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.mayHaveArrived = mayHaveArrived
        self.isCertificate = isCertificate
        self.statusCode = statusCode
        self.isConfiguration = isConfiguration
    }
}
