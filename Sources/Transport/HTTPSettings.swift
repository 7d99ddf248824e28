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
    /// Whether the proxy that the environment names is used (`https_proxy`, `no_proxy`).
    package var usesProxy = true
    /// At least the number of requests under way: with fewer, libcurl closes and reopens connections all the time.
    package var keptConnections = 64
    /// Answers name keys and mask values, so that a few thousand keys fit. With every request under way answered by
    /// something endless, memory grows by this times their number and no more.
    package var maxBodyBytes = 262_144

    /// Whether answers tell the server's clock.
    package var readsClock = false

    package init() {}
}
