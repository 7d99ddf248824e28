package import Model

/// One row of the audit trail.
package struct AuditRow: Sendable, Equatable {
    /// From 1, without a gap.
    package let id: Int64
    /// Microseconds since 1970.
    package let at: Int64
    package let actor: String
    package let host: String
    package let action: String
    package var plan: String?
    package var revision: Int?
    package var run: Int64?
    package var appID: String?
    package var secretName: String?
    package var detail: String?
    package var hash: [UInt8] = []

    /// What the hash covers: the row as one JSON object, its fields in the table's order.
    package var text: String {
        let fields: [(String, String)] = [
            ("id", String(id)), ("at", String(at)), ("actor", jsonString(actor)), ("host", jsonString(host)),
            ("action", jsonString(action)), ("plan", Self.json(plan)), ("revision", Self.json(revision)),
            ("run", Self.json(run)), ("app_id", Self.json(appID)), ("secret_name", Self.json(secretName)),
            ("detail", Self.json(detail)),
        ]
        return "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    private static func json(_ text: String?) -> String { text.map(jsonString) ?? "null" }
    private static func json(_ number: (some BinaryInteger)?) -> String { number.map { String($0) } ?? "null" }
}

/// What a row is about.
package struct AuditSubject: Sendable {
    package var plan: String?
    package var revision: Int?
    package var run: Int64?
    package var target: Target?

    package init(plan: String? = nil, revision: Int? = nil, run: Int64? = nil, target: Target? = nil) {
        self.plan = plan
        self.revision = revision
        self.run = run
        self.target = target
    }
}
