package import Secrets

/// One request, as `HTTPClient` sends it.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case put = "PUT"
        case post = "POST"
    }

    package let method: Method
    /// An absolute URL whose parts are already percent-encoded.
    package let url: String
    /// Plain http is allowed to this machine only, and never over a proxy.
    var isPlain: Bool { url.prefix(5).lowercased() == "http:" }

    /// Writes the body directly into the buffer from which it is sent, so that no other copy is made.
    let body: (@Sendable (inout SecretBuffer) -> Void)?

    package init(_ method: Method, url: String, body: (@Sendable (inout SecretBuffer) -> Void)? = nil) {
        self.method = method
        self.url = url
        self.body = body
    }

    package init(_ method: Method, url: String, body: Secret) {
        self.init(method, url: url) { $0.append(body) }
    }
}
