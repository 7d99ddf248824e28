import Foundation

/// A route of the stand-in: one method on one path. The order is that in which the API registers them.
package enum SandboxRoute: String, Sendable, Codable, CaseIterable {
    case apps, list, create, read, update, reveal
    /// The description of the API.
    case openAPI = "openapi"
    case token
    /// What the issuer says of itself (OpenID Connect Discovery 1.0, section 4).
    case discovery
    /// The issuer's public keys (RFC 7517).
    case keys

    /// Those that an installation may lack.
    package static let optional: Set<SandboxRoute> = [.list, .create, .reveal]

    /// The path of the stand-in's own issuer of tokens.
    static let issuerPath = "/realms/sandbox"

    package var method: String {
        switch self {
        case .apps, .list, .read, .reveal, .openAPI, .discovery, .keys: "GET"
        case .create, .token: "POST"
        case .update: "PUT"
        }
    }

    /// The path as the API's description writes it.
    package var path: String {
        switch self {
        case .apps: "/api/app"
        case .list, .create: "/api/app/{app_id}/secrets"
        case .read, .update: "/api/app/{app_id}/secrets/{secret_name}"
        case .reveal: "/api/app/{app_id}/secrets/{secret_name}/reveal"
        case .openAPI: "/openapi.json"
        case .token: Self.issuerPath + "/protocol/openid-connect/token"
        case .discovery: Self.issuerPath + "/.well-known/openid-configuration"
        case .keys: Self.issuerPath + "/protocol/openid-connect/certs"
        }
    }

    /// Whether a fault hits it that names no route.
    var isOfTheAPI: Bool {
        switch self {
        case .apps, .list, .create, .read, .update, .reveal: true
        case .openAPI, .token, .discovery, .keys: false
        }
    }

    enum Match: Equatable {
        case found(SandboxRoute)
        /// The path has other methods: `allow` is the first one, which is all that FastAPI names.
        case otherMethod(allow: String)
        case missing
    }

    /// The route of a request, where an installation lacks `without`.
    static func match(_ method: String, _ path: String, without: Set<SandboxRoute>) -> Match {
        let fitting = allCases.filter { !without.contains($0) && $0.parameters(of: path) != nil }
        if let route = fitting.first(where: { $0.method == method }) { return .found(route) }
        return fitting.first.map { .otherMethod(allow: $0.method) } ?? .missing
    }

    /// The app's id and the secret's name in a path, decoded, as far as the route has them; `nil` for another path.
    func parameters(of path: String) -> [String]? {
        let own = self.path.split(separator: "/", omittingEmptySubsequences: false)
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        guard own.count == steps.count else { return nil }
        var parameters: [String] = []
        for (pattern, step) in zip(own, steps) {
            if pattern.hasPrefix("{") {
                guard let text = step.removingPercentEncoding, !text.isEmpty else { return nil }
                parameters.append(text)
            } else if pattern != step {
                return nil
            }
        }
        return parameters
    }
}
