package import Model
package import Secrets

/// A secret with its values in clear, as `reveal` answers.
package struct RevealedSecret: Sendable {
    let detail: SecretDetail
    /// In the order of the answer.
    package let values: [(key: String, value: Secret)]

    /// - Returns: `nil` if it is not such an answer. No decoder sees the values: it would leave copies of them.
    static func read(_ bytes: UnsafeRawBufferPointer) -> RevealedSecret? {
        guard let root = try? JSONTree(bytes), case .text(let name)? = root["secret_name"],  // the caller reports nil
            case .array(let items)? = root["data"]
        else { return nil }
        var values: [(key: String, value: Secret)] = []
        for item in items {
            guard case .text(let key)? = item["key"], case .text(let value)? = item["value"] else { return nil }
            values.append((plain(key), value))
        }
        guard Set(values.map(\.key)).count == values.count else { return nil }
        let optional = { (member: String) -> String? in
            guard case .text(let text)? = root[member] else { return nil }
            return plain(text)
        }
        return RevealedSecret(
            detail: SecretDetail(
                secretName: plain(name), data: nil, appID: optional("app_id"), k8sName: optional("k8s_name"),
                createdAt: optional("created_at")),
            values: values)
    }

    private static func plain(_ text: Secret) -> String { text.withBytes { String(decoding: $0, as: UTF8.self) } }

    /// Whether it has exactly these keys with these values. Compared in constant time.
    package func holds(_ expected: [(key: KeyName, value: Secret)]) -> Bool {
        guard values.count == expected.count else { return false }
        let found = Dictionary(uniqueKeysWithValues: values.map { ($0.key, $0.value) })
        return expected.allSatisfy { key, value in found[key.text].map { $0 == value } ?? false }
    }
}
