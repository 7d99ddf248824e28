import Crypto
import Engine
package import Foundation
package import Journal
package import Model
package import Secrets
import Values

/// The database and the key that opens its values.
package struct Store: Sendable {
    package let journal: Journal
    private let master: Secret
    package let fingerprintKey: Secret

    /// Opens database and key, or creates what is missing.
    /// - Parameter creates: whether missing ones are created.
    /// - Returns: the store, and the paths that were created.
    /// - Throws: `JournalError`, `ValueError` or `StoreError`.
    package static func open(_ place: StorePlace, creates: Bool) async throws -> (store: Store, made: [String]) {
        try Journal.checkClock()
        if !creates { try DatabasePresence.require(place.database, namedBy: place.databaseNamedBy) }
        var made: [String] = []
        let isNew = creates && !DatabasePresence.isThere(place.database)
        if isNew {
            try PrivateFolder.make(for: place.database)
            if let path = try makeKey(place.key) { made.append(path) }
        }
        // A missing key is reported before a database is created for it.
        if case .file(let path) = place.key, isNew { _ = try KeyFile(path: path).read() }
        let journal = try Journal(path: place.database, access: creates ? .create : .readWrite)
        if case .file(let path) = place.key { try await KeyRotation(keyFile: path).finish(journal) }
        let master = try await place.key.read()
        if isNew { made.insert(place.database, at: 0) }
        let store = Store(
            journal: journal, master: master, fingerprintKey: try await fingerprintKey(journal, master, place))
        await journal.setAuditor(store.auditor)
        try await journal.beginTrail()
        return (store, made)
    }

    /// Opens database and key for reading; they may be on a read-only disk.
    /// - Throws: `JournalError`, `ValueError` or `StoreError`.
    package static func examine(_ place: StorePlace) async throws -> Store {
        try DatabasePresence.require(place.database, namedBy: place.databaseNamedBy)
        let journal = try Journal(path: place.database, access: .readOnly)
        guard let sealed = try await journal.fingerprintKey() else {
            throw StoreError.unfinished(database: journal.path)
        }
        var masters: [Secret] = []
        // After an interrupted key rotation, the new key may be the one that fits.
        if case .file(let path) = place.key, KeyRotation.hasNext(keyFile: path) {
            masters.append(try KeyRotation.next(keyFile: path))
        }
        masters.append(try await place.key.read())
        for master in masters {
            guard let key = try? Seal(key: master).open(sealed, at: .fingerprintKey) else { continue }  // see below
            return Store(journal: journal, master: master, fingerprintKey: key)
        }
        throw StoreError.wrongKey(keyFile: place.key.name, database: journal.path)
    }

    /// - Returns: the file that was created, if any.
    private static func makeKey(_ key: KeySource) throws -> String? {
        guard case .file(let path) = key, !KeyFile(path: path).exists else { return nil }
        try PrivateFolder.make(for: path)
        do {
            try KeyFile(path: path).create()
        } catch ValueError.keyFileNotCreated where KeyFile(path: path).exists {
            return nil  // another process was first, and its key is just as good
        }
        return path
    }

    var masterSeal: Seal { Seal(key: master) }

    /// Identifies a key without revealing it: eight bytes of HMAC-SHA-256 as hexadecimal digits.
    package var keyID: String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("rekey/key-id/1".utf8), using: master.cryptographicKey)
        return code.prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Writes to the audit trail in the name of the user of this process.
    package var auditor: Auditor {
        // A separate key, so that the hash of a row reveals nothing about the fingerprints of values.
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("rekey/audit-chain/1".utf8), using: fingerprintKey.cryptographicKey)
        let own = code.withUnsafeBytes { Secret(copying: $0) }
        let seal = Seal(key: master)
        return Auditor(
            actor: ProcessIdentity.name, host: ProcessIdentity.host,
            hash: { bytes in Array(HMAC<SHA256>.authenticationCode(for: bytes, using: own.cryptographicKey)) },
            seal: { bytes in
                try bytes.withUnsafeBytes { try seal.seal(Secret(copying: $0), at: .auditHead) }
            },
            open: { envelope in try seal.open(envelope, at: .auditHead).withBytes { Array($0) } })
    }

    /// The key of a run that is about to start. - Returns: the key, and its sealed form for the database.
    package func newDataKey(run: UUID) throws -> (key: Secret, sealed: [UInt8]) {
        let key = try Secret.random(bytes: 32)
        return (key, try Seal(key: master).seal(key, at: .dataKey(run: run)))
    }

    /// The key of a run in the database.
    /// - Throws: `StoreError.shredded` if its values are gone.
    package func dataKey(of run: RunRow) throws -> Secret {
        guard let sealed = run.dataKey else { throw StoreError.shredded(run: run.id) }
        return try Seal(key: master).open(sealed, at: .dataKey(run: run.uuid))
    }

    /// Everything that a session of a run needs to open and seal values.
    /// - Throws: `StoreError.shredded` if the run's values are gone.
    func keys(of run: RunRow) async throws -> RunKeys {
        try await keys(run: run.uuid, dataKey: try dataKey(of: run))
    }

    func keys(run: UUID, dataKey: Secret) async throws -> RunKeys {
        RunKeys(
            run: run, dataKey: dataKey, fingerprintKey: fingerprintKey,
            columnKey: try await journal.columnKey().map { try Seal(key: master).open($0, at: .columnKey) },
            master: Seal(key: master))
    }

    /// Seals the columns of lists; its key is created on first use.
    package func columnSealer() async throws -> ColumnSealer {
        let seal = Seal(key: master)
        let kept: [UInt8]
        if let known = try await journal.columnKey() {
            kept = known
        } else {
            kept = try await journal.setColumnKey(try seal.seal(try Secret.random(bytes: 32), at: .columnKey))
        }
        return ColumnSealer(key: try seal.open(kept, at: .columnKey), fingerprintKey: fingerprintKey)
    }

    /// The values of a version. - Throws: `ValueError.notOpened` if they were changed or moved.
    package func values(of version: VersionRow) throws -> [(key: KeyName, value: Secret)] {
        var reader = VersionReader(master: Seal(key: master))
        return try reader.values(of: version)
    }

    /// Created with the database; a master key that does not open it belongs to another database.
    private static func fingerprintKey(_ journal: Journal, _ master: Secret, _ place: StorePlace) async throws -> Secret
    {
        let seal = Seal(key: master)
        let sealed: [UInt8]
        if let known = try await journal.fingerprintKey() {
            sealed = known
        } else {
            let made = try seal.seal(try Secret.random(bytes: 32), at: .fingerprintKey)
            let trail = try Journal.newTrail.withUnsafeBytes { try seal.seal(Secret(copying: $0), at: .auditHead) }
            sealed = try await journal.setFingerprintKey(made, trail: trail)
        }
        do {
            return try seal.open(sealed, at: .fingerprintKey)
        } catch ValueError.notOpened {
            throw StoreError.wrongKey(keyFile: place.key.name, database: journal.path)
        }
    }
}
