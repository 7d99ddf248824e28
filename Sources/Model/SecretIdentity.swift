import Foundation

/// Distinguishes a secret from another one that replaced it.
///
/// In one place, because an item is handed on many times on its way, and what it holds is counted each time.
package final class SecretIdentity: Sendable, Equatable {
    /// What Kubernetes calls it.
    package let k8sName: String?
    /// As the API writes it. It moves when somebody deletes the secret and makes it anew.
    package let createdAt: String?

    package init(k8sName: String?, createdAt: String?) {
        self.k8sName = k8sName
        self.createdAt = createdAt
    }

    package static func == (left: SecretIdentity, right: SecretIdentity) -> Bool {
        left === right || left.k8sName == right.k8sName && left.createdAt == right.createdAt
    }

    /// Whether the other is of a secret that was created at another time.
    package func isReplaced(by other: SecretIdentity) -> Bool {
        guard let old = createdAt, let new = other.createdAt, old != new else { return false }
        return Self.plain(old) != Self.plain(new)
    }

    /// Whether the secret was created at this moment or later; false where the API does not say.
    /// - Parameter microseconds: since 1970, UTC. The server's clock may be behind by `tolerance`.
    package func isCreated(since microseconds: Int64, tolerance: Duration = .seconds(10)) -> Bool {
        guard let text = createdAt, let date = try? Date("\(Self.plain(text))Z", strategy: .iso8601) else {
            return false  // another form of writing says nothing
        }
        return date.wholeMicroseconds >= microseconds - tolerance.wholeMicroseconds
    }

    /// What to say of a target whose secret is another now.
    package func replacement(of target: Target, by new: SecretIdentity) -> String {
        "\(target) was deleted and created again by somebody else since rekey last saw it (created_at was "
            + "\(quoted(createdAt ?? "")), is \(quoted(new.createdAt ?? "")))"
    }

    /// Servers write UTC in two ways, and the fraction of a second or not.
    private static func plain(_ moment: String) -> Substring {
        let text =
            moment.hasSuffix("+00:00") ? moment.dropLast(6) : moment.hasSuffix("Z") ? moment.dropLast() : moment[...]
        guard let point = text.lastIndex(of: "."), text[point...].dropFirst().allSatisfy(\.isNumber) else {
            return text
        }
        return text[..<point]
    }
}
