import Foundation

/// Which targets of a plan only the API has, read from the plan's definition alone: a list of plans shows it for each.
package struct LookupOutline: Sendable {
    /// One text for each kind of lookup; empty if the plan names all its targets, or its definition cannot be read.
    package let texts: [String]

    private struct Outline: Decodable {
        let secrets: [Entry]

        struct Entry: Decodable {
            let targets: Targets?
        }

        struct Targets: Decodable {
            let all: Bool?
            let type: String?
            let names: [String]?
            let ids: [String]?
            let secrets: String?

            enum CodingKeys: String, CodingKey {
                case all
                case type = "app_type"
                case names = "app_names"
                case ids = "apps"
                case secrets
            }

            var text: String? {
                guard let secrets else { return apps }
                return (apps ?? ids.map { "apps (\($0.count))" }).map { "secrets \(secrets) of \($0)" }
            }

            private var apps: String? {
                if all == true { return "all apps" }
                if let type { return "app_type \(type)" }
                return names.map { "app_names (\($0.count))" }
            }
        }
    }

    /// - Parameter definition: the job file as JSON.
    package init(definition: String) {
        // Errors in a definition are reported where the definition is used.
        let outline = try? JSONDecoder().decode(Outline.self, from: Data(definition.utf8))
        var seen: Set<String> = []
        texts = (outline?.secrets ?? []).compactMap(\.targets?.text).filter { seen.insert($0).inserted }
    }

    /// `nil` if there is nothing to look up.
    package var text: String? { texts.isEmpty ? nil : texts.joined(separator: ", ") }

    /// The number of targets for a table, including what the API adds.
    package func counted(_ known: Int?) -> String {
        guard let text else { return known.map(String.init) ?? "" }
        return known.map { $0 > 0 ? "\($0) + \(text)" : text } ?? text
    }
}
