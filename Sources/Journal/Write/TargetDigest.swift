import Crypto
import Foundation
import Model

/// Tells whether two lists of targets are the same, without keeping them.
struct TargetDigest {
    private var hash = SHA256()

    mutating func add(_ target: ListedTarget, entry: Int, columns: [SealedColumn]) {
        let line =
            switch target {
            case .identified(let target): "\(entry)\t\(target.app.text)\t\(target.secret.text)\n"
            // No id has a colon.
            case .named(let target): "\(entry)\tname:\(target.app)\t\(target.secret.text)\n"
            }
        hash.update(data: Data(line.utf8))
        for column in columns.sorted(by: { $0.name < $1.name }) {
            hash.update(data: Data("\t\(column.name)\t".utf8) + column.fingerprint)
        }
    }

    /// Over the targets, then the definition and the folder.
    func finished(definition: String, directory: String) -> [UInt8] {
        var hash = hash
        hash.update(data: Data((definition + "\0" + directory).utf8))
        return Array(hash.finalize())
    }
}
