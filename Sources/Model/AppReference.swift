/// How a person names an app: by its id, or by the name that the API lists.
package enum AppReference: Sendable, Hashable {
    case id(AppID)
    case name(AppName)

    /// - Throws: `InvalidInput` for text that is neither a UUID nor can be an app's name.
    package init(_ text: String) throws {
        // A name could be a UUID too; then it is one.
        do {
            self = .id(try AppID(text))
        } catch {
            guard let name = AppName(text) else {
                throw InvalidInput(
                    "\(quoted(text)) is not an app's id or name",
                    fix: "write the app's UUID, or its name in letters, digits, -, _ and .")
            }
            self = .name(name)
        }
    }

    package var id: AppID? { if case .id(let id) = self { id } else { nil } }
    package var name: AppName? { if case .name(let name) = self { name } else { nil } }
}
