import Foundation
import Model

/// A secret as the API shows it (`SecretDetailResponse`).
struct SecretDetail {
    var name: String
    let k8sName: String
    /// `nil` leaves `data` out.
    var values: [(key: String, value: String)]?
    let createdAt: Date

    init(_ target: SandboxTarget, _ values: [String: String], createdAt: Date) {
        name = target.secret
        // A DNS subdomain (RFC 1123), which is what Kubernetes takes as a name.
        let letters = target.secret.lowercased().utf8.map { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? byte : UInt8(ascii: "-")
        }
        k8sName = "app-\(target.app)-" + String(decoding: letters.prefix(200), as: UTF8.self)
        self.values = Self.sorted(values)
        self.createdAt = createdAt
    }

    static func sorted(_ values: [String: String]) -> [(key: String, value: String)] {
        values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// - Parameter isMasked: whether each value is shown as `****`.
    func json(isMasked: Bool) -> String {
        let data = values.map { values in
            let pairs = values.map { key, value in
                "{\"key\":\(jsonString(key)),\"value\":\(isMasked ? "\"****\"" : jsonString(value))}"
            }
            return "\"data\":[\(pairs.joined(separator: ","))],"
        }
        return "{\"secret_name\":\(jsonString(name)),\"k8s_name\":\(jsonString(k8sName)),\(data ?? "")"
            + "\"created_at\":\(jsonString(createdAt.ISO8601Format()))}"
    }
}
