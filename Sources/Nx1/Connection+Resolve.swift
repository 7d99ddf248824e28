import Files
import Foundation
package import Model
package import Secrets
import Transport

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
    /// - Parameters:
    ///   - bounds: what the plan says of the API, and its run.
    ///   - login: a token that was got for it.
    /// - Throws: `ConfigurationError` when host or credential is missing or wrong, or the host is not the plan's. That is
    ///   known before any credential is used.
    package static func resolve(
        _ options: Options, bounds: HostBounds = HostBounds(), environment: [String: String],
        login: (credential: Credential, kind: CredentialKind)? = nil
    ) throws -> Connection {
        let environment = environment.filter { !$0.value.isEmpty }
        let file = ProfilesFile(environment: environment)
        var warnings: [String] = []
        let profile = try readProfile(file, options, bounds, environment, &warnings)
        let named = try chosenHost(options, environment, profile, file)
        let host = try checkedHost(named, options, bounds, profile, file)
        let authorities = try chosenAuthorities(options, profile, file, environment)
        let clientCertificate = try clientFiles(options, profile, file)
        let found = try chosenCredential(options, environment, profile)
        guard let chosen = found ?? login.map({ Chosen(credential: $0.credential, kind: $0.kind, source: .login) })
        else {
            throw MissingCredential(
                host: host, caFile: authorities, oauth: profile?.oauth ?? OAuthProfile(), profiles: file.path)
        }
        warnings += conflicts(chosen, host, named.place, options, profile, file)
        if profile?.verifiesTLS == false {
            warnings.append("verify_ssl is false in the profile: the server's certificate is not checked")
        }
        return Connection(
            host: host, credential: chosen.credential, caFile: authorities, kind: chosen.kind,
            oauth: profile?.oauth ?? OAuthProfile(), verifiesTLS: profile?.verifiesTLS ?? true,
            clientCertificate: clientCertificate, timeout: profile?.timeout, warnings: warnings)
    }

    /// The API's address alone, for what sends nothing. - Returns: `nil` where none is named.
    package static func host(
        _ options: Options, bounds: HostBounds, environment: [String: String]
    ) throws -> APIHost? {
        let environment = environment.filter { !$0.value.isEmpty }
        let file = ProfilesFile(environment: environment)
        var warnings: [String] = []
        let isNamed =
            options.host != nil || options.profile != nil
            || environment["NX1_HOST"] ?? environment["LAKEHOUSE_HOST"] != nil
        let profile =
            isNamed
            ? try readProfile(file, options, bounds, environment, &warnings)
            : try? readProfile(file, options, bounds, environment, &warnings)  // nothing is sent; a run would report it
        guard let named = try? chosenHost(options, environment, profile, file) else { return nil }  // none is named
        return try checkedHost(named, options, bounds, profile, file)
    }

    private static func checkedHost(
        _ named: NamedHost, _ options: Options, _ bounds: HostBounds, _ profile: ProfilesFile.Profile?,
        _ file: ProfilesFile
    ) throws -> APIHost {
        let host = try APIHost(named.text, from: named.place)
        try bounds.check(host, from: named.place)
        if named.isFromEnvironment, bounds.profile != nil, bounds.hosts.isEmpty {
            let name = options.profile ?? bounds.profile ?? ""
            let own = try profile?.host.map { try APIHost($0, from: "\(file.path): host") }
            try bounds.check(host, from: named.place, profile: own, named: name)
        }
        return host
    }

    /// What the user should know: whose host and whose key were taken where several are named.
    private static func conflicts(
        _ chosen: Chosen, _ host: APIHost, _ place: String, _ options: Options, _ profile: ProfilesFile.Profile?,
        _ file: ProfilesFile
    ) -> [String] {
        guard let profile else { return [] }
        let own = profile.host.flatMap { try? APIHost($0, from: "") }  // one that is not used is not judged
        let hostDiffers = own != nil && own?.identity != host.identity
        if chosen.source == .profile, hostDiffers, let own {
            return ["\(place) names \(host.base), and the API key is the profile's for \(own.base)"]
        }
        let keyDiffers =
            chosen.source == .environment && profile.apiKey != nil && profile.apiKey != chosen.credential.secret
        guard options.profile != nil, hostDiffers && options.host == nil || keyDiffers else { return [] }
        return [
            "the environment (\(hostDiffers ? place : "its API key or token")) wins over the profile "
                + "\(quoted(options.profile ?? "")); unset it to use the profile's"
        ]
    }

    /// The CA bundle, looked at before anything is sent: libcurl reads it when the server has answered.
    private static func chosenAuthorities(
        _ options: Options, _ profile: ProfilesFile.Profile?, _ file: ProfilesFile, _ environment: [String: String]
    ) throws -> String? {
        let named = [
            ("--ca-file", options.caFile), ("\(file.path): ca_file", profile?.caFile),
            ("SSL_CERT_FILE", environment["SSL_CERT_FILE"]),
        ]
        guard let (place, path) = named.first(where: { $0.1 != nil }), let path else { return nil }
        guard InputFile.isRegular(path) else {
            throw ConfigurationError(
                "\(place): \(path) cannot be read as a regular file; name a file with CA certificates in PEM")
        }
        guard CertificateBundle.isThere(in: path) else {
            throw ConfigurationError(
                "\(place): \(path) has no certificate that can be used; name a file with CA certificates in PEM")
        }
        return path
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
        for (name, path) in [(names.0, certificate), (names.1, key)] where !InputFile.isRegular(path) {
            throw ConfigurationError("\(name): \(path) cannot be read as a regular file; name a file in PEM")
        }
        if let fault = try ClientKeyPair.fault(certificate: certificate, key: key) {
            throw ConfigurationError(
                "\(names.0) \(certificate) and \(names.1) \(key) cannot be used: \(fault); name a certificate in PEM and "
                    + "the key that belongs to it, in PEM and without a passphrase")
        }
        return (certificate, key)
    }

    private static func readProfile(
        _ file: ProfilesFile, _ options: Options, _ bounds: HostBounds, _ environment: [String: String],
        _ warnings: inout [String]
    ) throws -> ProfilesFile.Profile? {
        let name = options.profile ?? bounds.profile ?? "default"
        let isHostOfEnvironment =
            options.host == nil && environment["NX1_HOST"] ?? environment["LAKEHOUSE_HOST"] != nil
        let hasHost = options.host != nil || isHostOfEnvironment
        let hasCredential =
            options.apiKey != nil
            || environment["NX1_API_KEY"] ?? environment["NX1_TOKEN"] ?? environment["LAKEHOUSE_API_KEY"] != nil
        // A host of the environment is held against the plan's profile, but where the plan lists its hosts.
        let isCompared = isHostOfEnvironment && bounds.profile != nil && bounds.hosts.isEmpty
        // What flags and environment settle needs no profile, unless one is asked for by name.
        let isNeeded = options.profile != nil || !(hasHost && hasCredential) || isCompared
        let isNamed = options.profile != nil || isNeeded && bounds.profile != nil
        let remedy = isCompared ? "add it, or list the plan's hosts under api.hosts" : "add it, or name another"
        guard file.exists else {
            if isNamed {
                throw ConfigurationError("profile \(quoted(name)): the file \(file.path) is missing; \(remedy)")
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
        if profile == nil, isNamed {
            throw ConfigurationError("\(file.path): profile \(quoted(name)) is missing; \(remedy)")
        }
        return profile
    }

    private struct NamedHost {
        let text: String
        let place: String
        var isFromEnvironment = false
    }

    private static func chosenHost(
        _ options: Options, _ environment: [String: String], _ profile: ProfilesFile.Profile?, _ file: ProfilesFile
    ) throws -> NamedHost {
        if let host = options.host { return NamedHost(text: host, place: "--host") }
        for name in ["NX1_HOST", "LAKEHOUSE_HOST"] {
            if let host = environment[name] { return NamedHost(text: host, place: name, isFromEnvironment: true) }
        }
        if let host = profile?.host { return NamedHost(text: host, place: "\(file.path): host") }
        throw ConfigurationError("the API's address is not known; give --host, set NX1_HOST, or write \(file.path)")
    }

    private struct Chosen {
        enum Source { case option, environment, profile, login }
        let credential: Credential
        let kind: CredentialKind
        let source: Source
    }

    private static func chosenCredential(
        _ options: Options, _ environment: [String: String], _ profile: ProfilesFile.Profile?
    ) throws -> Chosen? {
        if let (place, secret) = options.apiKey {
            return Chosen(
                credential: .apiKey(try Credential.checked(secret, from: place)), kind: .apiKey, source: .option)
        }
        for name in ["NX1_API_KEY", "NX1_TOKEN", "LAKEHOUSE_API_KEY"] {
            guard let text = environment[name] else { continue }
            let secret = try Credential.checked(Secret(utf8: text), from: name)
            let isToken = name == "NX1_TOKEN"
            return Chosen(
                credential: isToken ? .token(secret) : .apiKey(secret), kind: isToken ? .token : .apiKey,
                source: .environment)
        }
        return profile?.apiKey.map { Chosen(credential: .apiKey($0), kind: .apiKey, source: .profile) }
    }
}

/// Host and all that, but nobody to be there; a login may help.
package struct MissingCredential: Error, Sendable, CustomStringConvertible {
    package let host: APIHost
    package let caFile: String?
    /// The profile's `oauth`.
    package let oauth: OAuthProfile
    let profiles: String

    package var description: String {
        "there is no credential; give --api-key-file, set NX1_API_KEY or NX1_TOKEN, write \(profiles), or `rekey login`"
    }
}
