package import Model

/// An app, as far as rekey looks at it (AppResponse).
package struct App: Sendable {
    package let id: AppID
    package let name: String
}

struct AppEntry: Decodable {
    let id: String
    let name: String

    enum CodingKeys: String, CodingKey {
        case id
        case name = "app_name"
    }
}
