import ArgumentParser
import Model

/// A label that the user gives to every sample.
struct MetricsLabel: ExpressibleByArgument {
    let name: String
    let value: String

    /// What samples have already; a second one of that name would spoil the file.
    private static let taken: Set = ["plan", "outcome", "state", "status", "le", "version"]

    /// Source: https://prometheus.io/docs/concepts/data_model/, names that begin with `__` are Prometheus' own.
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
