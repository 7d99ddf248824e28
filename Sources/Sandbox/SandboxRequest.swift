import Foundation

/// One request, as far as the stand-in looks at it.
struct SandboxRequest: Sendable {
    let method: String
    /// Without the query.
    let path: String
    /// The route that the API has for it; an older installation may lack it.
    let route: SandboxRoute?
    /// The app in the path, and the secret in the path or, of a POST, in the body.
    let app: String?
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
        if case .found(let found) = SandboxRoute.match(method, path, without: []) { route = found } else { route = nil }
        // A path that has other methods names its app and secret all the same.
        let parameters = SandboxRoute.allCases.lazy.compactMap { [path] in $0.parameters(of: path) }.first ?? []
        app = parameters.first?.lowercased()
        let name = route == .create ? SecretBody.name(in: body) : parameters.dropFirst().first
        target = name.flatMap { name in parameters.first.map { SandboxTarget(app: $0, secret: name) } }
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

    /// The access token that it shows.
    var bearer: String? {
        authorization.flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst("Bearer ".count)) : nil }
    }
}
