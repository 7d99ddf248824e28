package import Model
package import Secrets

/// An app, as far as rekey looks at it (AppResponse).
package struct App: Sendable {
    package let id: AppID
    /// `nil` for a name that may not stand in a path or an argument, or that repeats a credential.
    package let name: AppName?
    /// Its name as it may be shown, whatever it is.
    package let label: PublicText
    /// As the API calls it; it may be a type that is newer than rekey.
    package let type: PublicText?
    /// As the API has it, for comparisons alone: it may be anything.
    let said: String

    init(id: AppID, called name: String, type: String?, hiding scrubber: Scrubber) {
        self.id = id
        label = PublicText(name, hiding: scrubber)
        self.type = type.map { PublicText($0, hiding: scrubber) }
        self.name = AppName(name).flatMap { scrubber.passes(name: $0.text) ? $0 : nil }
        said = name
    }
}

struct AppEntry: Decodable {
    let id: String
    let name: String
    let type: String?

    enum CodingKeys: String, CodingKey {
        case id
        case name = "app_name"
        case type = "app_type"
    }
}
