package import Model
import Secrets
import Transport

extension Connection {
    /// After which a request is given up.
    package func requestTimeout(_ limits: Limits) -> Duration { limits.timeout ?? timeout ?? .seconds(30) }

    /// What all requests over this connection have in common.
    func settings(_ limits: Limits) -> HTTPSettings {
        var settings = HTTPSettings()
        settings.headers = [
            credential.header,
            ("Content-Type", Secret(utf8: "application/json")),
            ("Accept", Secret(utf8: "application/json")),
            ("User-Agent", Secret(utf8: "rekey")),
        ]
        settings.timeout = requestTimeout(limits)
        settings.connectTimeout = limits.connectTimeout
        settings.caFile = caFile
        settings.verifiesTLS = verifiesTLS
        settings.clientCertificate = clientCertificate
        settings.keptConnections = limits.concurrency
        return settings
    }
}
