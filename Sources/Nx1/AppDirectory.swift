package import Model

/// Apps by their names.
package struct AppDirectory: Sendable {
    private let byName: [String: [App]]

    package init(_ apps: [App]) {
        byName = Dictionary(grouping: apps, by: \.said)
    }

    package func apps(called name: String) -> [App] { byName[name] ?? [] }

    /// The names that are one app's alone, and that may stand for it in a path or an argument. Names that differ in case
    /// alone are the same: so they are in the folders of some systems.
    package var uniqueNames: [AppID: AppName] {
        var counts: [String: Int] = [:]
        for (name, apps) in byName { counts[name.lowercased(), default: 0] += Set(apps.map(\.id)).count }
        var names: [AppID: AppName] = [:]
        for (text, apps) in byName where counts[text.lowercased()] == 1 {
            if let app = apps.first { names[app.id] = app.name }
        }
        return names
    }
}
