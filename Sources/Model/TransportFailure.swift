package import Secrecy

/// A request that got no whole answer.
package struct TransportFailure: Error, Sendable, Equatable {
    package let kind: ErrorKind
    package let message: PublicText
    /// Whether any byte of the request may have reached the server, so that it may have been applied.
    package let mayHaveArrived: Bool
    /// Whether the certificate did not verify: trying again would not help, and the run stops.
    package let isCertificate: Bool

    package init(kind: ErrorKind, message: PublicText, mayHaveArrived: Bool, isCertificate: Bool = false) {
        self.kind = kind
        self.message = message
        self.mayHaveArrived = mayHaveArrived
        self.isCertificate = isCertificate
    }
}
