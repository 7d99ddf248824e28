import Journal
import Model
import Nx1

extension Doctor {
    /// What the installation offers now, or where it does not say, what it offered when it was last seen.
    func offers(_ connection: Connection, app: AppID?, _ store: Store?) async throws -> Finding {
        let host = connection.host.identity
        let found = try await InstallationProbe.run(connection, app: app)
        guard found.isUnknown else {
            // A database that is only looked at stays as it is.
            if let store, DatabasePresence.isWritable(store.journal.path) {
                try await store.journal.keep(found, host: host)
            }
            return .ok(Self.offers, found.text)
        }
        guard let kept = try await store?.journal.installation(host: host) else { return .ok(Self.offers, found.text) }
        return .ok(Self.offers, "\(kept.installation.text), as seen at \(Moment.text(microseconds: kept.seenAt))")
    }

    private static let offers = "offers"
}
