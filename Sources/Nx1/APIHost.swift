import Foundation
import Model

/// The address of the API, checked.
package struct APIHost: Sendable, Equatable {
    /// Without a slash at its end.
    package let base: String
    /// Host and port, which the limiter goes by.
    package let authority: String
    package let isEncrypted: Bool

    /// - Parameter place: where the text came from, for the message.
    /// - Throws: `ConfigurationError` for what is no address, and for http to anything but a loopback address.
    package init(_ text: String, from place: String) throws {
        let whole = text.contains("://") ? text : "https://" + text
        guard let parts = URLComponents(string: whole), let scheme = parts.scheme?.lowercased(), let host = parts.host,
            !host.isEmpty, ["https", "http"].contains(scheme), parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil,
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7f })
        else {
            throw ConfigurationError(
                "\(place): \(quoted(text)) is not the address of an API; write it like https://nx1.example.com")
        }
        if scheme == "http", !Self.isLoopback(host) {
            throw ConfigurationError(
                "\(place): http would send credentials in clear to \(quoted(host)); use https, or a loopback address")
        }
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        let port = parts.port.map { ":\($0)" } ?? ""
        authority = host.lowercased() + port
        base = "\(scheme)://\(parts.percentEncodedHost ?? host)\(port)\(path)"
        isEncrypted = scheme == "https"
    }

    private static func isLoopback(_ host: String) -> Bool {
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")).lowercased()
        if bare == "localhost" || bare == "::1" { return true }
        let bytes = bare.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return bytes.count == 4 && bytes[0] == 127 && bytes.allSatisfy { $0 != nil }
    }
}
