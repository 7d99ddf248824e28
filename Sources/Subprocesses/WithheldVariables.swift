import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Variables that change libcurl and OpenSSL in this process: they write the connections' keys to a file, or load other
/// settings and code. The user may have set them for other programs, so the programs of a plan get them back.
package enum WithheldVariables {
    private static let names = [
        "SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_CONF_INCLUDE", "OPENSSL_MODULES", "OPENSSL_ENGINES",
    ]

    /// The variables that were removed from the environment; the first access removes them.
    static let taken: [String: String] = {
        var taken: [String: String] = [:]
        for name in names {
            guard let value = getenv(name) else { continue }
            taken[name] = String(cString: value)
            unsetenv(name)
        }
        return taken
    }()

    /// Must be called before there is a second thread and before libcurl is initialized.
    package static func withhold() { _ = taken }
}
