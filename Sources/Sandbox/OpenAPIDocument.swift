import Foundation

/// The description of the API that an installation publishes, `openapi.json`, with the routes that it has.
enum OpenAPIDocument {
    static func json(without: Set<SandboxRoute>) -> String {
        let whole = Data(PackageResources.openapi_json)
        // The file is this target's own, and a test reads it.
        guard !without.isEmpty, var root = try? JSONSerialization.jsonObject(with: whole) as? [String: Any],
            var paths = root["paths"] as? [String: [String: Any]]
        else { return String(decoding: whole, as: UTF8.self) }
        for route in without {
            paths[route.path]?[route.method.lowercased()] = nil
            if paths[route.path]?.isEmpty == true { paths[route.path] = nil }
        }
        root["paths"] = paths
        if without.contains(.create), var components = root["components"] as? [String: Any],
            var schemas = components["schemas"] as? [String: Any]
        {
            schemas["CreateSecretRequest"] = nil
            components["schemas"] = schemas
            root["components"] = components
        }
        return InvalidField.json(root)
    }
}
