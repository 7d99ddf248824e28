package import Foundation

/// A time zone under the name that a plan gives it.
package struct NamedZone: Sendable, Equatable {
    /// As written: Foundation calls UTC "GMT".
    package let name: String
    package let zone: TimeZone

    package static let utc = NamedZone(name: "UTC", zone: .gmt)

    /// - Throws: `InvalidInput` for a name that is neither UTC nor in the tz database.
    package init(_ name: String) throws {
        // Abbreviations are ambiguous, and "Etc/GMT+2" has the opposite sign of "GMT+2".
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
