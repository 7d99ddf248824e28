package import Secrets

/// What all requests of a client have in common.
package struct HTTPSettings: Sendable {
    /// Sent with each request; names and values must be free of control characters.
    package var headers: [(name: String, value: Secret)] = []
    package var timeout: Duration = .seconds(30)
    package var connectTimeout: Duration = .seconds(5)
    /// The file of a CA bundle; `nil` takes the system's.
    package var caFile: String?
    package var verifiesTLS = true
    /// PEM files of the client's own certificate and its key; both or none.
    package var clientCertificate: (certificate: String, key: String)?
    /// Whether to use the proxy from the environment (`https_proxy`, `no_proxy`).
    package var usesProxy = true
    /// At least the number of requests under way: with fewer, libcurl constantly closes and reopens connections.
    package var keptConnections = 64
    /// Answers contain key names and masked values, so that this is enough for a few thousand keys. If every request
    /// under way gets an endless answer, memory grows by this size times their number and not further.
    package var maxBodyBytes = 262_144

    /// Whether to read the server's clock from answers.
    package var readsClock = false

    package init() {}
}
