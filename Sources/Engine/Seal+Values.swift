import Foundation
import Journal
import Model
import Secrets
import Values

extension Seal {
    /// Opens the values of an item.
    /// - Throws: `ValueError.notOpened` when they were changed, moved or taken away.
    func open(_ sealed: SealedValues, run: UUID, item: Int64) throws -> [(key: KeyName, value: Secret)] {
        switch sealed {
        case .together(let envelope):
            try ValueBundle.read(try open(envelope, at: .values(run: run, item: item)))
        case .each(let envelopes):
            try envelopes.map { key, envelope in
                (key, try open(envelope, at: .value(run: run, item: item, key: key)))
            }
        }
    }
}
