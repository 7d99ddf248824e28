import ArgumentParser
import Model

/// A label that the user adds to every sample.
struct MetricsLabel: ExpressibleByArgument {
    let name: String
    let value: String

    /// The labels that samples already have; a duplicate would make the file invalid.
    private static let taken: Set = ["plan", "outcome", "state", "status", "le", "version"]

    /// Source: https://prometheus.io/docs/concepts/data_model/; names that begin with `__` are reserved.
    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].unicodeScalars.first, parts[0].count < 100 else { return nil }
        let isName = parts[0].unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar == "_" || ("0"..."9").contains(scalar))
        }
        guard isName, !("0"..."9").contains(first), !parts[0].hasPrefix("__"), !Self.taken.contains(String(parts[0]))
        else { return nil }
        name = String(parts[0])
        value = String(parts[1])
    }
}
