package import Model
import Secrecy

/// An app, as far as rekey looks at it (AppResponse).
package struct App: Sendable {
    package let id: AppID
    /// `nil` for a name that may not stand in a path or an argument, or that repeats a credential.
    package let name: AppName?
    /// As the API has it, for comparisons alone: it may be anything.
    let said: String

    init(id: AppID, called name: String, hiding scrubber: Scrubber) {
        self.id = id
        self.name = AppName(name).flatMap { scrubber.passes(name: $0.text) ? $0 : nil }
        said = name
    }
}

struct AppEntry: Decodable {
    let id: String
    let name: String

    enum CodingKeys: String, CodingKey {
        case id
        case name = "app_name"
    }
}
