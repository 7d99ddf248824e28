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
        guard let version else { return (latest.runID, try store.values(of: latest)) }
        guard let found = versions.first(where: { $0.runID == version }) else {
            let known = versions.map { String($0.runID) }.joined(separator: ", ")
            throw RequestError("no values of \(target) of run \(version) are retained; there are those of run \(known)")
        }
        return (found.runID, try store.values(of: found))
    }
}
