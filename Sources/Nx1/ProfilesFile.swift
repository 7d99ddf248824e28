import Files
import Foundation
import Model
package import Secrets
import Yams

/// The YAML file in which the platform's own command and SDK keep hosts and keys.
package struct ProfilesFile: Sendable {
    package let path: String

    package struct Profile: Sendable {
        package var host: String?
        package var apiKey: Secret?
        package var verifiesTLS = true
        package var timeout: Duration?
        package var caFile: String?
        package var clientCertificate: String?
        package var clientKey: String?
        package var oauth = OAuthProfile()
    }

    package init(path: String) {
        self.path = path
    }

    /// The one that the environment names, or the platform's own place for it.
    package init(environment: [String: String]) {
        self.init(path: environment["NX1_PROFILES_PATH"] ?? (environment["HOME"] ?? "/root") + "/.nx1/profiles")
    }

    package var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Whether others than its owner may read it.
    package var isExposed: Bool {
        FileExposure.isExposed(path: path) ?? false  // reading it reports what is wrong
    }

    /// - Returns: the profile, or `nil` when the file has none of that name.
    /// - Throws: `ConfigurationError` when the file cannot be read or is not what it should be.
    package func profile(_ name: String) throws -> Profile? {
        let content: [UInt8]
        do {
            content = try InputFile.contents(of: path, maximum: 1_048_576)
        } catch {
            throw ConfigurationError("\(path): the profiles \(error); check the file, or NX1_PROFILES_PATH")
        }
        guard content.count <= 1_048_576, let text = String(validating: content, as: UTF8.self) else {
            throw ConfigurationError("\(path): the profiles are not UTF-8 text under 1 MiB; check the file")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError("\(path)\(Self.place(error)): this is not YAML; fix it there")
        }
        guard let profiles = root?.mapping else {
            throw ConfigurationError("\(path): there are no profiles; write them as `default:` with host and api_key")
        }
        guard let node = profiles.first(where: { $0.key.string == name })?.value else { return nil }
        guard let fields = node.mapping else {
            throw ConfigurationError(
                "\(path):\(node.mark?.line ?? 1): profile \(quoted(name)) is empty; write host and api_key below it")
        }
        return try read(fields, of: name)
    }

    private func read(_ fields: Node.Mapping, of name: String) throws -> Profile {
        var profile = Profile()
        for (key, value) in fields {
            let place = "\(path):\(value.mark?.line ?? 1): \(name).\(key.string ?? "")"
            switch key.string {
            case "host": profile.host = try text(value, place)
            case "api_key": profile.apiKey = try Credential.checked(Secret(utf8: text(value, place)), from: place)
            case "ca_file": profile.caFile = try text(value, place)
            case "client_cert": profile.clientCertificate = try text(value, place)
            case "client_key": profile.clientKey = try text(value, place)
            case "oauth":
                profile.oauth = try oauth(value, place)
            case "verify_ssl":
                guard let flag = value.bool else { throw ConfigurationError("\(place): write true or false") }
                profile.verifiesTLS = flag
            case "timeout":
                guard let seconds = value.float, seconds > 0, seconds <= 86_400 else {
                    throw ConfigurationError("\(place): write the seconds, 1 to 86400")
                }
                profile.timeout = .milliseconds(Int64(seconds * 1_000))
            default: break  // the file is the platform's; it may say more than rekey needs
            }
        }
        return profile
    }

    private func oauth(_ node: Node, _ place: String) throws -> OAuthProfile {
        guard let fields = node.mapping else { throw ConfigurationError("\(place): write fields below it") }
        var oauth = OAuthProfile()
        oauth.place = place
        for (name, value) in fields {
            if name.string == "client_secret" {
                oauth.clientSecret = try Secret(utf8: text(value, place))
            } else if let known = OAuthSettings.Name(rawValue: name.string ?? "") {
                oauth.fields[known] = try text(value, place)
            } else {
                let names = (OAuthSettings.Name.allCases.map(\.rawValue) + ["client_secret"]).joined(separator: ", ")
                throw ConfigurationError("\(place): \(quoted(name.string ?? "")) is not known; use \(names)")
            }
        }
        return oauth
    }

    private func text(_ node: Node, _ place: String) throws -> String {
        guard let text = node.scalar?.string, !text.isEmpty else {
            throw ConfigurationError("\(place): this must be text; write it as `key: value`")
        }
        return text
    }

    /// Yams' own message quotes the lines around the place, and a key can stand there.
    private static func place(_ error: any Error) -> String {
        guard let error = error as? YamlError else { return "" }
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            return ":\(mark.line)"
        default: return ""
        }
    }
}
