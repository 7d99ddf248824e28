import Journal
package import Model
package import Secrecy

/// Opens retained values for somebody who asked.
package struct Revelation: Sendable {
    private let store: Store

    package init(store: Store) {
        self.store = store
    }

    /// - Parameter version: the run that wrote the values; `nil` takes the latest.
    /// - Throws: `RequestError` when nothing is retained.
    package func values(
        of target: Target, version: Int64?
    ) async throws -> (run: Int64, values: [(key: KeyName, value: Secret)]) {
        let versions = try await store.journal.versions(of: target)
        guard let latest = versions.first else {
            throw RequestError("no values of \(target) are retained; plans retain them with retain: 1 or more")
        }
        guard let version else { return try await opened(latest, target) }
        guard let found = versions.first(where: { $0.runID == version }) else {
            let known = versions.map { String($0.runID) }.joined(separator: ", ")
            throw RequestError("no values of \(target) of run \(version) are retained; there are those of run \(known)")
        }
        return try await opened(found, target)
    }

    /// It is in the audit trail before anybody sees it.
    private func opened(
        _ version: VersionRow, _ target: Target
    ) async throws -> (run: Int64, values: [(key: KeyName, value: Secret)]) {
        try await store.journal.audit(.reveal, AuditSubject(run: version.runID, target: target))
        return (version.runID, try store.values(of: version))
    }
}
