/// A known fault of a library that matters to rekey, and the affected versions.
///
/// Distributions fix faults without a new version number, so this is only worth a warning.
struct KnownFault {
    let library: String
    let from: [Int]
    /// The first fixed version; later versions of an older branch may have the fix too.
    let fixed: [[Int]]
    let text: String

    static let all = [
        // https://www.sqlite.org/wal.html, "The WAL-Reset Bug"
        KnownFault(
            library: "SQLite", from: [3, 7, 0], fixed: [[3, 51, 3], [3, 50, 7], [3, 44, 6]],
            text:
                "two programs that write at the same moment can in rare cases damage the database; let no program but "
                + "rekey write to it while a run is under way, or update SQLite"),
        KnownFault(
            library: "libcurl", from: [7, 69, 0], fixed: [[8, 4, 0]],
            text: "CVE-2023-38545 with a SOCKS5 proxy; see that your distribution has fixed it, or update libcurl"),
        KnownFault(
            library: "libcurl", from: [7, 16, 1], fixed: [[7, 83, 1]],
            text: "CVE-2022-27782, connections used with other TLS settings; update libcurl"),
        KnownFault(
            library: "OpenSSL", from: [3, 0, 0], fixed: [[3, 0, 7]],
            text: "CVE-2022-3602 when certificates are checked; see that your distribution has fixed it, or update it"),
        KnownFault(
            library: "OpenSSL", from: [0], fixed: [[3]],
            text: "this version is no longer maintained; update it"),
    ]

    /// - Parameter version: like `7.88.1`; text after the digits is ignored.
    func isIn(_ version: String) -> Bool {
        let own = Self.numbers(version)
        guard !own.isEmpty, !own.lexicographicallyPrecedes(from) else { return false }
        guard let newest = fixed.max(by: { $0.lexicographicallyPrecedes($1) }) else { return true }
        if !own.lexicographicallyPrecedes(newest) { return false }
        return !fixed.contains { $0.count > 2 && $0.prefix(2) == own.prefix(2) && !own.lexicographicallyPrecedes($0) }
    }

    private static func numbers(_ version: String) -> [Int] {
        version.split(separator: ".").prefix(3).compactMap { Int($0.prefix { $0.isNumber }) }
    }
}
