import ArgumentParser

/// How the server is reached, and how soon it answers.
enum Wire: String, CaseIterable, ExpressibleByArgument {
    case http
    case tls
    case http2
    case latency

    var title: String {
        switch self {
        case .http: "HTTP/1.1"
        case .tls: "HTTP/1.1 over TLS"
        case .http2: "HTTP/2 over TLS"
        case .latency: "HTTP/1.1, answers after 20 ms"
        }
    }

    /// The offset of the listener's port from the first one's.
    var port: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    var isEncrypted: Bool { self == .tls || self == .http2 }

    /// Requests under way at once. Waiting hides the work, so more of them go out where answers take time.
    var concurrency: Int { self == .latency ? 256 : 64 }
}
