import Foundation

/// One request, as far as the stand-in looks at it.
struct SandboxRequest: Sendable {
    let method: String
    /// Without the query.
    let path: String
    let target: SandboxTarget?
    let appType: String?
    let apiKey: String?
    let authorization: String?
    /// The `Host` that was asked for.
    let host: String?
    /// Set where a web page asks.
    let origin: String?
    let body: [UInt8]
    /// When it came to an end, before anything else is done about it.
    let arrivedAt = ContinuousClock.now

    init(
        method: String, uri: String, apiKey: String?, authorization: String?, host: String? = "localhost",
        origin: String? = nil,
        body: [UInt8]
    ) {
        self.method = method
        self.apiKey = apiKey
        self.authorization = authorization
        self.host = host
        self.origin = origin
        self.body = body
        let halves = uri.split(separator: "?", maxSplits: 1).map(String.init)
        path = halves.first ?? "/"
        let query = halves.count == 2 ? halves[1].split(separator: "&") : []
        appType = query.first { $0.hasPrefix("app_type=") }.map { String($0.dropFirst(9)) }
        let steps = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        // "", api, app, id, secrets, name
        if steps.count == 6, steps[1] == "api", steps[2] == "app", steps[4] == "secrets" {
            target = SandboxTarget(
                app: steps[3].removingPercentEncoding ?? "", secret: steps[5].removingPercentEncoding ?? "")
        } else {
            target = nil
        }
    }

    /// Whether it comes from this machine and from no web page: a page that has its own name lead here (DNS rebinding)
    /// cannot choose another `Host`.
    var isLocal: Bool {
        guard origin == nil, var name = host?.lowercased() else { return false }
        if let colon = name.lastIndex(of: ":"), name[name.index(after: colon)...].allSatisfy(\.isNumber) {
            name = String(name[..<colon])
        }
        return ["localhost", "127.0.0.1", "[::1]"].contains(name)
    }

    func isAuthorized(_ configuration: SandboxConfiguration) -> Bool {
        apiKey == configuration.apiKey || authorization == "Bearer " + configuration.token
            || configuration.acceptsAnyToken && authorization?.hasPrefix("Bearer ") == true
    }
}
