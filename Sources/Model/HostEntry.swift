/// One of the hosts that a plan names under `api.hosts`.
///
/// Without a scheme it means https; on a loopback address also http. Without a port it means the scheme's default port;
/// on a loopback address any port. Without a path it means any path of the host; with one, that path and those below
/// it.
package struct HostEntry: Sendable, Equatable, CustomStringConvertible {
    package let description: String
    private let address: WebAddress
    private let hasScheme: Bool

    /// - Throws: `InvalidInput`.
    package init(_ text: String) throws {
        address = try WebAddress(text, assuming: "https")
        guard address.query == nil else { throw InvalidInput("the host has a query (?…)", fix: "leave it out") }
        hasScheme = text.contains("://")
        description = text
    }

    /// Whether two entries mean the same.
    package var identity: String { address.identity }

    package func covers(_ other: WebAddress) -> Bool {
        guard address.name == other.name else { return false }
        let isOpen = address.isLoopback
        let fitsScheme = address.scheme == other.scheme || isOpen && !hasScheme
        let fitsPort = address.port == nil && isOpen || (address.port ?? Self.port(other)) == other.effectivePort
        let path = address.trimmedPath
        return fitsScheme && fitsPort && (path.isEmpty || other.trimmedPath == path || other.path.hasPrefix(path + "/"))
    }

    private static func port(_ address: WebAddress) -> Int { address.scheme == "https" ? 443 : 80 }
}
