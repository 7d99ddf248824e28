import Crypto
import Foundation
import Journal
import Model
import Secrets
import Values

/// Puts a new master key in the place of the present one.
///
/// The new key is on disk before anything is sealed under it; all that the old one sealed is sealed anew in one
/// transaction; then the new file takes the old one's name. A crash before the transaction leaves a spare file, a crash
/// after it a file with the right key and the wrong name: `finish` tells the two apart, and every opening of the store
/// begins with it.
package struct KeyRotation: Sendable {
    private let keyFile: String

    private var next: String { keyFile + ".next" }

    static func hasNext(keyFile: String) -> Bool { KeyFile(path: keyFile + ".next").exists }

    static func next(keyFile: String) throws -> Secret { try KeyFile(path: keyFile + ".next").read() }

    package init(keyFile: String) {
        self.keyFile = keyFile
    }

    /// - Returns: how many data keys were sealed anew.
    package func perform(_ store: Store) async throws -> Int {
        guard let lock = try RunnerLock.take(database: store.journal.path) else {
            throw StoreError.taken(store.journal.path)
        }
        // The file that a copy is opened with is mostly the original's key.
        let standing = try await store.journal.standing()
        guard standing == .original else { throw StoreError.notOriginal(standing.words(store.journal.path)) }
        // The lock goes with the process, should anything below throw.
        let count = try await rotate(store)
        lock.release()
        return count
    }

    private func rotate(_ store: Store) async throws -> Int {
        let file = KeyFile(path: next)
        if file.exists { try file.remove() }  // of a rotation that ended before it changed anything
        try file.create()
        let old = store.masterSeal
        let new = Seal(key: try file.read())
        let count = try await store.journal.rewrap { place, sealed in
            let places = Self.places(place)
            // Where none opens it, the first one says so.
            let found = places.first { (try? old.open(sealed, at: $0)) != nil } ?? places[0]
            return try new.seal(try old.open(sealed, at: found), at: found)
        }
        try file.replace(keyFile)
        return count
    }

    /// Completes a rotation that ended between its commit and its last step, or forgets one that ended before.
    func finish(_ journal: Journal) async throws {
        let file = KeyFile(path: next)
        guard file.exists, let sealed = try await journal.fingerprintKey() else { return }
        let opens = { (key: Secret) in
            (try? Seal(key: key).open(sealed, at: .fingerprintKey)) != nil  // that it does not open is the answer
        }
        if KeyFile(path: keyFile).exists, opens(try KeyFile(path: keyFile).read()) { return }
        if opens(try file.read()) { try file.replace(keyFile) }
    }

    /// Where it may be sealed. What is not bound to a login's addresses yet stays so: nobody has checked them.
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
