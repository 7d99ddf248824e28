import Foundation
import Journal
import Model
import Nx1
import Secrets
import Transport

/// Checks everything that a first run needs, one item after the other. It sends two or three GETs. Like every command it migrates
/// an older schema, and it renews an expired login.
package struct Doctor: Sendable {
    private let place: StorePlace
    private let request: RunRequest

    /// A clock difference from which tokens and recorded times may be wrong.
    private static let maxSkew: Duration = .seconds(5)
    /// With less free space a larger run may not finish.
    private static let minRoom = 100 * 1_048_576

    package init(place: StorePlace, request: RunRequest) {
        self.place = place
        self.request = request
    }

    /// - Parameter report: gets each finding as soon as it is known.
    package func examine(_ report: (Finding) throws -> Void) async throws {
        for finding in libraries() { try report(finding) }
        do {
            try Journal.checkClock()
        } catch {
            try report(.failed("clock", error))
        }
        let (store, findings) = await storage()
        for finding in findings { try report(finding) }
        if store != nil, let finding = await SchedulerEntry.finding(database: place.database) { try report(finding) }
        for finding in await api(store) { try report(finding) }
    }

    private func libraries() -> [Finding] {
        let curl = CurlLibrary.version.split(separator: " ")
        let parts = curl.prefix(2).map { $0.split(separator: "/", maxSplits: 1).map(String.init) }
        let named = parts.filter { $0.count == 2 }.map { ($0[0], $0[1]) } + [("SQLite", Journal.libraryVersion)]
        return named.map { name, version in
            let faults = KnownFault.all.filter { $0.library == name && $0.isIn(version) }
            guard let fault = faults.first else { return .ok(name, version) }
            return .warning(name, "\(version): \(fault.text)")
        }
    }

    private func storage() async -> (Store?, [Finding]) {
        do {
            try DatabasePresence.require(place.database, namedBy: place.databaseNamedBy)
            let journal = try Journal(path: place.database, access: .readOnly)
            try await journal.quickCheck()
            try await journal.checkSchema()
        } catch {
            return (nil, [.failed("database", error)])
        }
        var findings: [Finding] = [.ok("database", place.database)]
        findings += times()
        findings += waiting()
        if let finding = standing() { findings.append(finding) }
        if let room = room(), room < Self.minRoom {
            findings.append(
                .warning("room", "\(room / 1_048_576) MB are left for \(place.database); make room before a large run"))
        }
        do {
            let store: Store
            if DatabasePresence.isWritable(place.database) {
                store = try await Store.open(place, creates: false).store
            } else {
                findings.append(
                    .warning("writable", "\(place.database) cannot be written here; runs need a database that can"))
                store = try await Store.examine(place)
            }
            findings.append(.ok("key", "\(place.key.name) opens the database; its id is \(store.keyID)"))
            if case .whole(let head) = try await store.journal.verifyAudit(store.auditor, comparesOutcomes: false) {
                findings.append(.ok("audit", "the trail is whole: \(head.count) rows"))
            } else {
                findings.append(.warning("audit", "the trail is broken; `rekey audit verify` says where"))
            }
            return (store, findings)
        } catch {
            findings.append(.failed("key", error))
            return (nil, findings)
        }
    }

    private func waiting() -> [Finding] {
        // A database that cannot be read has been reported already.
        guard let record = try? JournalReader(path: place.database), let runs = try? record.waitingRuns() else {
            return []
        }
        return runs.map { .failed("schedule", WaitingRunError(run: $0)) }
    }

    private func times() -> [Finding] {
        // A database that cannot be read has been reported already.
        guard let record = try? JournalReader(path: place.database), let ahead = try? record.timesAhead() else {
            return []
        }
        return [
            .warning(
                "record",
                "times that lie ahead of the clock: \(ahead.count), the latest that of \(ahead.what), "
                    + "\(Moment.text(microseconds: ahead.latest)); they are ignored when deciding what is due; set the "
                    + "clock if it is wrong now, or remove old runs with such times with `rekey prune`")
        ]
    }

    /// - Returns: nothing if the database cannot be read, which another finding reports.
    private func standing() -> Finding? {
        guard let record = try? JournalReader(path: place.database), let standing = try? record.standing() else {
            return nil
        }
        guard standing != .original else { return .ok("original", "the database is not a copy") }
        let advice = "runs are refused until a command is called with --restored"
        guard standing == .copy(isBackup: false), !record.hasLog, record.wantsLog else {
            return .warning("original", "\(standing.words(record.path)); \(advice)")
        }
        return .warning(
            "original",
            "\(standing.words(record.path)); it has no write-ahead log, so if it was copied while rekey ran, the "
                + "content of the log is missing (`rekey backup` makes a complete copy); \(advice)")
    }

    private func room() -> Int? {
        let folder = URL(fileURLWithPath: place.database).deletingLastPathComponent().path
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)  // some report none
        return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
    }

    private func api(_ store: Store?) async -> [Finding] {
        let connection: Connection
        do {
            connection = try await reach(store)
        } catch let missing as MissingCredential {
            return [.ok("host", missing.host.base), .failed("credential", missing)]
        } catch let error as OAuthError {
            return [.failed("credential", error)]
        } catch {
            return [.failed("host", error)]
        }
        var findings: [Finding] = [.ok("host", connection.host.base)]
        findings += connection.warnings.map { .warning("profile", $0) }
        do {
            let probe = try await APIProbe.run(connection)
            findings += self.findings(for: probe, connection)
            if probe.answer == .confirmed { findings.append(try await offers(connection, app: probe.app, store)) }
        } catch {
            findings.append(.failed("api", error))
        }
        return findings
    }

    private func reach(_ store: Store?) async throws -> Connection {
        if let store {
            return try await Connector(store: store, request: request, watch: RunWatch()).connect().connection
        }
        return try Connection.resolve(request.connection, environment: request.environment)
    }

    private func findings(for result: APIProbe.Result, _ connection: Connection) -> [Finding] {
        var findings: [Finding] = []
        switch result.answer {
        case .lost(let failure):
            if failure.isConfiguration { return [.failed("api", LookupError.misconfigured(failure.message.text))] }
            let words = failure.isCertificate ? "; check the host's name and --ca-file" : ""
            return [.failed("api", LookupError.unreachable("\(failure.message)\(words)"))]
        case .confirmed, .wouldDrop, .differs:
            findings = [
                .ok("api", "it answers, in \(result.timing.duration.text)"), .ok("credential", "the API accepts it"),
            ]
        case .status(401, _, _):
            findings = [
                .ok("api", "it answers"),
                .failed(
                    "credential",
                    LookupError.refused("the API refuses the credentials (401)", advice: connection.kind.advice)),
            ]
        case .status(403, _, _):
            findings = [
                .ok("api", "it answers"),
                .warning(
                    "credential",
                    "the credential may not list apps (403); `rekey check PLAN` shows whether it may read a plan's "
                        + "secrets"
                ),
            ]
        case .status(404, _, _), .unexpected, .unsupported:
            findings = [.failed("api", LookupError.notThere(result.answer, connection.host.base))]
        case .status(let code, let message, _):
            let words = message.map { ": \($0)" } ?? ""
            findings = [.failed("api", LookupError.unreachable("it answers \(code)\(words)"))]
        }
        if let skew = result.skew {
            let size = max(skew, .zero - skew)
            findings.append(
                size > Self.maxSkew
                    ? .warning(
                        "clock",
                        "it is \(size.text) \(skew > .zero ? "behind" : "ahead of") the server's; synchronize this "
                            + "machine's clock"
                    )
                    : .ok("clock", "within \(Self.maxSkew.text) of the server's"))
        }
        return findings
    }
}
