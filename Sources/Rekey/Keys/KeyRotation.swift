import Crypto
import Foundation
import Journal
import Model
import Secrets
import Values

/// Replaces the present master key with a new one.
///
/// The new key is on disk before anything is sealed with it. Everything that the old key sealed is sealed again in one
/// transaction. Then the new file gets the old file's name. A crash before the transaction leaves an unused file; a
/// crash after it leaves a file with the right key and the wrong name. `finish` distinguishes the two, and the store is
/// never opened without it.
package struct KeyRotation: Sendable {
    private let keyFile: String

    private var next: String { keyFile + ".next" }

    static func hasNext(keyFile: String) -> Bool { KeyFile(path: keyFile + ".next").exists }

    static func next(keyFile: String) throws -> Secret { try KeyFile(path: keyFile + ".next").read() }

    package init(keyFile: String) {
        self.keyFile = keyFile
    }

    /// - Returns: how many data keys were sealed again.
    package func perform(_ store: Store) async throws -> Int {
        guard let lock = try RunnerLock.take(database: store.journal.path) else {
            throw StoreError.taken(store.journal.path)
        }
        // The key file of a copy is usually also the original's key.
        let standing = try await store.journal.standing()
        guard standing == .original else { throw StoreError.notOriginal(standing.words(store.journal.path)) }
        // The process releases the lock at its end, if anything below throws.
        let count = try await rotate(store)
        lock.release()
        return count
    }

    private func rotate(_ store: Store) async throws -> Int {
        let file = KeyFile(path: next)
        if file.exists { try file.remove() }  // left by a rotation that ended before it changed anything
        try file.create()
        let old = store.masterSeal
        let new = Seal(key: try file.read())
        let count = try await store.journal.rewrap { place, sealed in
            let places = Self.places(place)
            // If no file opens it, the error is about the first one.
            let context = places.first { (try? old.open(sealed, at: $0)) != nil } ?? places[0]
            return try new.seal(try old.open(sealed, at: context), at: context)
        }
        try file.replace(keyFile)
        return count
    }

    /// Completes a rotation that ended between its commit and its last step, or discards one that ended earlier.
    func finish(_ journal: Journal) async throws {
        let file = KeyFile(path: next)
        guard file.exists, let sealed = try await journal.fingerprintKey() else { return }
        let opens = { (key: Secret) in
            (try? Seal(key: key).open(sealed, at: .fingerprintKey)) != nil  // only whether it opens matters
        }
        if KeyFile(path: keyFile).exists, opens(try KeyFile(path: keyFile).read()) { return }
        if opens(try file.read()) { try file.replace(keyFile) }
    }

    /// The contexts in which it may be sealed. A login that is not bound to its addresses stays so: nobody has checked
    /// them.
    private static func places(_ wrapped: WrappedKey) -> [SealContext] {
        switch wrapped {
        case .dataKey(let run): [.dataKey(run: run)]
        case .fingerprintKey: [.fingerprintKey]
        case .columnKey: [.columnKey]
        case .auditHead: [.auditHead]
        case .accessToken(let row): [row.place(.access), .unboundToken(.access, host: row.host)]
        case .refreshToken(let row): [row.place(.refresh), .unboundToken(.refresh, host: row.host)]
        }
    }
}
