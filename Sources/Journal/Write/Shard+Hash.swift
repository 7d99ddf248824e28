import Crypto
import GRDB
package import Model

extension Shard {
    /// Whether it is the shard of a target: the first eight bytes of SHA-256 over the app's id in lower case, a line
    /// feed and the secret's name, as a big-endian number, modulo the number of shards. The same in every release.
    package func holds(_ target: Target) -> Bool {
        Self.index(app: target.app.text, secret: target.secret.text, of: count) == index
    }

    static func index(app: String, secret: String, of count: Int) -> Int {
        var hash = SHA256()
        hash.update(data: Array("\(app.lowercased())\n\(secret)".utf8))
        let number = hash.finalize().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(number % UInt64(count))
    }

    /// Its name in SQL; its arguments are an app's id, a secret's name and the number of shards.
    static let function = "rekey_shard"

    static var of: DatabaseFunction {
        DatabaseFunction(function, argumentCount: 3, pure: true) { values in
            guard let app = String.fromDatabaseValue(values[0]), let secret = String.fromDatabaseValue(values[1]),
                let count = Int.fromDatabaseValue(values[2]), count > 0
            else { return nil }
            return index(app: app, secret: secret, of: count)
        }
    }
}
