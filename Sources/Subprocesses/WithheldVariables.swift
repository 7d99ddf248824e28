import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Variables that would change what libcurl and OpenSSL do in this process: write the keys of its connections to a file,
/// or load other settings and other code. They are the user's for other programs, so those of a plan get them back.
package enum WithheldVariables {
    private static let names = [
        "SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_CONF_INCLUDE", "OPENSSL_MODULES", "OPENSSL_ENGINES",
    ]

    /// What was taken out of the environment; the first to ask takes it out.
    static let taken: [String: String] = {
        var taken: [String: String] = [:]
        for name in names {
            guard let value = getenv(name) else { continue }
            taken[name] = String(cString: value)
            unsetenv(name)
        }
        return taken
    }()

    /// To be called before there is a second thread and before libcurl is set up.
    package static func withhold() { _ = taken }
}
