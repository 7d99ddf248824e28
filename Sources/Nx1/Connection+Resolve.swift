import Foundation
import InputFiles
import Model
package import Secrecy

extension Connection {
    /// What was said on the command line.
    package struct Options: Sendable {
        package var host: String?
        package var apiKey: (place: String, secret: Secret)?
        package var profile: String?
        package var caFile: String?
        package var clientCertificate: String?
        package var clientKey: String?

        package init() {}
    }

    /// Flags win over the environment, the environment over the profile, as in the platform's own SDK.
    /// - Parameter planProfile: the profile that the plan names; flags and the environment win.
    /// - Throws: `ConfigurationError` when host or credential is missing or wrong.
    package static func resolve(
        _ options: Options, planProfile: String?, environment: [String: String], login: Credential? = nil
    ) throws -> Connection {
        let environment = environment.filter { !$0.value.isEmpty }
        let file = ProfilesFile(
            path: environment["NX1_PROFILES_PATH"] ?? (environment["HOME"] ?? "/root") + "/.nx1/profiles")
        var warnings: [String] = []
        let profile = try readProfile(file, options, planProfile, environment, &warnings)
        let (text, hostPlace) = try chosenHost(options, environment, profile, file)
        let host = try APIHost(text, from: hostPlace)
        let found = try chosenCredential(options, environment, profile) ?? login.map { ($0, false) }
        let caFile = options.caFile ?? profile?.caFile ?? environment["SSL_CERT_FILE"]
        guard let (credential, isFromEnvironment) = found else {
            throw MissingCredential(host: host, caFile: caFile, oauth: profile?.oauth ?? [:], profiles: file.path)
        }
        if options.profile != nil, let profile {
            let hostDiffers = profile.host != nil && profile.host != text && options.host == nil
            let keyDiffers = isFromEnvironment && profile.apiKey != nil && profile.apiKey != credential.secret
            if hostDiffers || keyDiffers {
                warnings.append(
                    "the environment (\(hostDiffers ? hostPlace : "its API key or token")) wins over the profile "
                        + "\(quoted(options.profile ?? "")); unset it to use the profile's")
            }
        }
        if let caFile, !InputFile.isRegular(caFile) {
            throw ConfigurationError(
                "the CA file \(caFile) cannot be read as a regular file; check --ca-file, ca_file or SSL_CERT_FILE")
        }
        let clientCertificate = try clientFiles(options, profile, file)
        if profile?.verifiesTLS == false {
            warnings.append("verify_ssl is false in the profile: the server's certificate is not checked")
        }
        return Connection(
            host: host, credential: credential, caFile: caFile, oauth: profile?.oauth ?? [:],
            verifiesTLS: profile?.verifiesTLS ?? true, clientCertificate: clientCertificate, timeout: profile?.timeout,
            warnings: warnings)
    }

    /// Certificate and key of the client, from one place.
    private static func clientFiles(
        _ options: Options, _ profile: ProfilesFile.Profile?, _ file: ProfilesFile
    ) throws -> (certificate: String, key: String)? {
        let isSaid = options.clientCertificate != nil || options.clientKey != nil
        let names = isSaid ? ("--client-cert", "--client-key") : ("client_cert", "client_key")
        let certificate = isSaid ? options.clientCertificate : profile?.clientCertificate
        let key = isSaid ? options.clientKey : profile?.clientKey
        guard certificate != nil || key != nil else { return nil }
        guard let certificate, let key else {
            throw ConfigurationError("\(names.0) and \(names.1) go together; name both files")
        }
        for path in [certificate, key] where !InputFile.isRegular(path) {
            throw ConfigurationError(
                "the client's file \(path) cannot be read as a regular file; check \(names.0) and \(names.1)")
        }
        return (certificate, key)
    }

    private static func readProfile(
        _ file: ProfilesFile, _ options: Options, _ planProfile: String?, _ environment: [String: String],
        _ warnings: inout [String]
    ) throws -> ProfilesFile.Profile? {
        let name = options.profile ?? planProfile ?? "default"
        let hasHost = options.host != nil || environment["NX1_HOST"] ?? environment["LAKEHOUSE_HOST"] != nil
        let hasCredential =
            options.apiKey != nil
            || environment["NX1_API_KEY"] ?? environment["NX1_TOKEN"] ?? environment["LAKEHOUSE_API_KEY"] != nil
        // What flags and environment settle needs no profile, unless one is asked for by name.
        let isNeeded = options.profile != nil || !(hasHost && hasCredential)
        guard file.exists else {
            if options.profile != nil || isNeeded && planProfile != nil {
                throw ConfigurationError("profile \(quoted(name)): there is no file \(file.path); write it there")
            }
            return nil
        }
        if file.isExposed {
            warnings.append("\(file.path) can be read by others; chmod 600 \(file.path)")
        }
        let profile: ProfilesFile.Profile?
        do {
            profile = try file.profile(name)
        } catch  where !isNeeded {
            return nil
        }
        if profile == nil, options.profile != nil || isNeeded && planProfile != nil {
            throw ConfigurationError("\(file.path): there is no profile \(quoted(name)); add it, or name another")
        }
        return profile
    }

    private static func chosenHost(
        _ options: Options, _ environment: [String: String], _ profile: ProfilesFile.Profile?, _ file: ProfilesFile
    ) throws -> (text: String, place: String) {
        if let host = options.host { return (host, "--host") }
        for name in ["NX1_HOST", "LAKEHOUSE_HOST"] {
            if let host = environment[name] { return (host, name) }
        }
        if let host = profile?.host { return (host, "\(file.path): host") }
        throw ConfigurationError("the API's address is not known; give --host, set NX1_HOST, or write \(file.path)")
    }

    private static func chosenCredential(
        _ options: Options, _ environment: [String: String], _ profile: ProfilesFile.Profile?
    ) throws -> (Credential, isFromEnvironment: Bool)? {
        if let (place, secret) = options.apiKey { return (.apiKey(try Credential.checked(secret, from: place)), false) }
        for name in ["NX1_API_KEY", "NX1_TOKEN", "LAKEHOUSE_API_KEY"] {
            guard let text = environment[name] else { continue }
            let secret = try Credential.checked(Secret(utf8: text), from: name)
            return (name == "NX1_TOKEN" ? .token(secret) : .apiKey(secret), true)
        }
        return profile?.apiKey.map { (.apiKey($0), false) }
    }
}

/// Host and all that, but nobody to be there; a login may help.
package struct MissingCredential: Error, Sendable, CustomStringConvertible {
    package let host: APIHost
    package let caFile: String?
    /// The profile's `oauth`.
    package let oauth: [String: String]
    let profiles: String

    package var description: String {
        "there is no credential; give --api-key-file, set NX1_API_KEY or NX1_TOKEN, write \(profiles), or `rekey login`"
    }
}
