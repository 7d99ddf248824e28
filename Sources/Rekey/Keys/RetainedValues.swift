package import Journal
package import Model
package import Secrets

/// Opens retained values at the user's request.
package struct RetainedValues: Sendable {
    private let store: Store

    package init(store: Store) {
        self.store = store
    }

    /// What can be shown; this opens nothing.
    /// - Parameters:
    ///   - version: the run that wrote the values; `nil` takes the latest.
    ///   - key: `nil` takes all keys.
    /// - Throws: `RequestError` if nothing is retained.
    package func version(of target: Target, run version: Int64?, key: KeyName?) async throws -> VersionRow {
        let retained = try await self.version(of: target, run: version)
        if let key, !retained.keys.contains(key) {
            throw RequestError("\(target) has no key \(quoted(key.text)) in the version of run \(retained.runID)")
        }
        return retained
    }

    private func version(of target: Target, run version: Int64?) async throws -> VersionRow {
        let versions = try await store.journal.versions(of: target)
        guard let latest = versions.first else {
            throw RequestError("no values of \(target) are retained; plans retain them with retain: 1 or more")
        }
        guard let version else { return latest }
        guard let retained = versions.first(where: { $0.runID == version }) else {
            let known = versions.map { String($0.runID) }.joined(separator: ", ")
            throw RequestError(
                "no values of \(target) of run \(version) are retained, only those of run \(known)")
        }
        return retained
    }

    /// Opens a version. The audit trail records it before anybody sees the values.
    package func values(of version: VersionRow, _ target: Target) async throws -> [(key: KeyName, value: Secret)] {
        try await store.journal.audit(.reveal, AuditSubject(run: version.runID, target: target))
        return try store.values(of: version)
    }
}
