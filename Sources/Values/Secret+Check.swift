package import Model
package import Secrets

extension Secret {
    /// The maximum size of a secret (Kubernetes: 1 MiB).
    package static let maxBytes = 1_048_576

    /// The value, checked, as it is sent.
    /// - Parameters:
    ///   - rules: what its key allows.
    ///   - mayBeEmpty: whether it was written explicitly, so that an empty value is intended.
    /// - Throws: `ValueError.source` for a value that must never be sent: an empty value, a mask or a reference, text
    ///   that JSON cannot represent, or more than Kubernetes allows.
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
                "looks like \(kind), not like a value",
                "supply the real value, or write raw: allowed if it is the value")
        }
        guard value.count <= Self.maxBytes else {
            throw refuse("is over 1 MiB", "shorten it; Kubernetes accepts no larger secret")
        }
        let isText = value.withBytes { bytes in
            bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) != nil
        }
        guard isText else { throw refuse("is not UTF-8", "encode it, for instance as base64") }
        // JSON can represent it, but environment variables and text files cannot.
        if !rules.allowsRaw, value.withBytes({ $0.contains(0) }) {
            throw refuse(
                "has a NUL byte, as in UTF-16 text", "save it as UTF-8, or write raw: allowed if it is intended")
        }
        return value
    }
}
