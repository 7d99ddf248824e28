package import Model
package import Secrets

extension Secret {
    /// The most that a secret may hold (Kubernetes: 1 MiB).
    package static let maxBytes = 1_048_576

    /// The value as it may be sent.
    /// - Parameters:
    ///   - rules: what its key allows.
    ///   - mayBeEmpty: whether it was written out, so that empty is meant.
    /// - Throws: `ValueError.source` for a value that must never be sent: nothing, a mask or a reference in its place,
    ///   text that JSON cannot carry, or more than Kubernetes takes.
    package func checkedForSending(
        _ key: KeyName, _ rules: ValueRules = ValueRules(), mayBeEmpty: Bool = false
    ) throws -> Secret {
        let value = rules.trims ? trimmed : self
        let refuse = { (what: String, remedy: String) in
            ValueError.source(InvalidInput("the value of \(quoted(key.text)) \(what)", fix: remedy))
        }
        if value.count == 0, !mayBeEmpty, !rules.allowsEmpty {
            throw refuse("is empty", "supply a value, or write empty: allowed")
        }
        if !rules.allowsRaw, let kind = value.withBytes(Placeholder.kind(of:)) {
            throw refuse(
                "looks like \(kind), not like a value", "supply the real value, or write raw: allowed if it is one")
        }
        guard value.count <= Self.maxBytes else { throw refuse("is over 1 MiB", "Kubernetes takes no larger secret") }
        let isText = value.withBytes { bytes in
            bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) != nil
        }
        guard isText else { throw refuse("is not UTF-8", "encode it, for instance as base64") }
        // JSON can carry it, but no environment variable and no file of text can.
        if !rules.allowsRaw, value.withBytes({ $0.contains(0) }) {
            throw refuse("has a NUL byte, as UTF-16 text has", "save it as UTF-8, or write raw: allowed if it is meant")
        }
        return value
    }
}
