package import Secrecy

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
    package let body: Secret?

    package init(_ method: Method, url: String, body: Secret? = nil) {
        self.method = method
        self.url = url
        self.body = body
    }
}
