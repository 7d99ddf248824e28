import Foundation

/// Which targets of a plan only the API knows, read from its definition alone: a list of plans shows it for each.
package struct LookupOutline: Sendable {
    /// One for each kind of question; empty where the plan names all of its targets, or its definition cannot be read.
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
        // What is wrong with a definition is for those to say who use it.
        let outline = try? JSONDecoder().decode(Outline.self, from: Data(definition.utf8))
        var seen: Set<String> = []
        texts = (outline?.secrets ?? []).compactMap(\.targets?.text).filter { seen.insert($0).inserted }
    }

    /// `nil` where there is nothing to ask.
    package var text: String? { texts.isEmpty ? nil : texts.joined(separator: ", ") }

    /// The number of targets in a table, with what the API adds to it.
    package func counted(_ known: Int?) -> String {
        guard let text else { return known.map(String.init) ?? "" }
        return known.map { $0 > 0 ? "\($0) + \(text)" : text } ?? text
    }
}
