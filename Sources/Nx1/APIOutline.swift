import Foundation

/// What an OpenAPI description says of its API, as far as rekey looks at it.
struct APIOutline: Decodable {
    struct Info: Decodable {
        let version: String?
    }

    /// Whatever is there.
    private struct Operation: Decodable {
        init(from decoder: any Decoder) {}
    }

    let info: Info?
    private let paths: [String: [String: Operation]]

    /// Each method with its path from `/api/app` on, `{}` in place of a parameter whatever it is called.
    var requests: Set<String> {
        var requests: Set<String> = []
        for (path, methods) in paths {
            guard let start = path.range(of: "/api/app/")?.lowerBound else { continue }
            let parts = path[start...].split(separator: "/").map { $0.hasPrefix("{") ? "{}" : $0 }
            for method in methods.keys { requests.insert("\(method) /\(parts.joined(separator: "/"))") }
        }
        return requests
    }
}
