package import Foundation

/// A time zone under the name that a plan gives it.
package struct NamedZone: Sendable, Equatable {
    /// As written: Foundation calls UTC GMT.
    package let name: String
    package let zone: TimeZone

    package static let utc = NamedZone(name: "UTC", zone: .gmt)

    /// - Throws: `InvalidInput` for what is neither UTC nor a place of the tz database.
    package init(_ name: String) throws {
        // Abbreviations mean different things in different places, and the sign of "Etc/GMT+2" is not that of "GMT+2".
        guard name.contains("/") || name == "UTC", let zone = TimeZone(identifier: name) else {
            throw InvalidInput("\(quoted(name)) is not a time zone", fix: "write a name like Europe/Paris, or UTC")
        }
        self.init(name: name, zone: zone)
    }

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }
}
