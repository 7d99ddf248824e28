import Foundation
package import Model
import Secrets

/// One secret of an app, as the list of them has it.
package struct ListedSecret: Sendable {
    package let name: SecretName
    /// `nil` where the installation lists secrets without their keys.
    package let keys: PresentKeys?
    package let identity: SecretIdentity

    /// - Returns: `nil` if it is not such an answer. Names that no secret can have are left out: nothing can be sent to them.
    static func read(_ bytes: UnsafeRawBufferPointer) -> [ListedSecret]? {
        // the caller reports nil.
        guard let list = try? JSONDecoder().decode([SecretDetail].self, from: Data(bytes)) else { return nil }
        return list.compactMap { detail in
            guard let name = try? SecretName(detail.secretName) else { return nil }  // see above
            return ListedSecret(
                name: name, keys: detail.data.map { PresentKeys($0.map(\.key)) }, identity: detail.identity)
        }
    }
}
