import Model

/// One request that the stand-in got. No value is in it.
package struct SandboxEntry: Sendable {
    package let number: Int
    package let method: String
    package let path: String
    /// `nil` for what this installation does not have.
    package var route: SandboxRoute?
    package let target: SandboxTarget?
    /// Since the stand-in began.
    package let microseconds: Int64
    /// From its arrival to its answer.
    package var duration: Int64 = 0
    /// `nil` when no answer was given.
    package var status: Int?
    package var isApplied = false
    package var fault: String?
    package var keys: [String] = []
    /// Tells whether two PUTs or POSTs carried the same values.
    package var fingerprint: UInt128?

    /// One line of the log.
    package var json: String {
        var fields = [
            "\"number\":\(number)", "\"method\":\(jsonString(method))", "\"path\":\(jsonString(path))",
            "\"route\":\(route.map { jsonString($0.rawValue) } ?? "null")",
            "\"microseconds\":\(microseconds)", "\"duration\":\(duration)", "\"applied\":\(isApplied)",
            "\"status\":\(status.map(String.init) ?? "null")",
            "\"fault\":\(fault.map(jsonString) ?? "null")",
        ]
        if let target {
            fields.append("\"app_id\":\(jsonString(target.app))")
            fields.append("\"secret_name\":\(jsonString(target.secret))")
        }
        if let fingerprint {
            fields.append("\"keys\":[\(keys.map(jsonString).joined(separator: ","))]")
            fields.append("\"fingerprint\":\(jsonString(String(fingerprint, radix: 16)))")
        }
        return "{" + fields.joined(separator: ",") + "}"
    }
}
