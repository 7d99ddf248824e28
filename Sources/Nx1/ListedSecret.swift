import Foundation
package import Model
package import Secrets

/// One secret of an app, as the list of them has it.
package struct ListedSecret: Sendable {
    package let name: SecretName
    /// `nil` where the installation lists secrets without their keys.
    package let keys: PresentKeys?
    package let identity: SecretIdentity

    /// - Returns: the same without keys whose names have a secret of the scrubber in them; `nil` where the rest has one.
    package func hiding(_ scrubber: Scrubber) -> ListedSecret? {
        let texts = [name.text, identity.k8sName, identity.createdAt].compactMap(\.self)
        guard texts.allSatisfy(scrubber.passes(name:)) else { return nil }
        let shown = keys.map { keys in PresentKeys(keys.names.map(\.text).filter(scrubber.passes(name:))) }
        return ListedSecret(name: name, keys: shown, identity: identity)
    }

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
