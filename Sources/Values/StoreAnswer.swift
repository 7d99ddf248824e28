import Secrets

/// The answers of other secret stores. The secret is inside the answer, among fields that must not be sent as keys.
///
/// Sources: the stores' own references (AWS `GetSecretValue` and `GetParameter`, Google `secrets.versions.access`,
/// Azure `Get Secret`, Vault KV, `doppler secrets`, `op item get`, `bw export`, `infisical`, Sealed Secrets).
enum StoreAnswer {
    /// - Returns: what the document is and how to select the secret, or `nil` if it is not such an answer.
    static func problem(with root: JSONTree) -> String? {
        if let kind = text(root["kind"]), root["apiVersion"] != nil { return kubernetes(kind) }
        return cloud(root) ?? vault(root) ?? vendor(root)
    }

    /// Whether a member is base64 text.
    static func isEncoded(_ name: String, of tree: JSONTree) -> Bool {
        switch name {
        case "SecretBinary": tree["ARN"] != nil
        case "data": tree["dataCrc32c"] != nil || tree["data_crc32c"] != nil
        default: false
        }
    }

    private static func kubernetes(_ kind: String) -> String? {
        switch kind {
        case "SealedSecret", "ExternalSecret", "SecretProviderClass":
            "this is a \(kind), which contains no values; use the output of `kubectl get secret NAME -o json`"
        case "List":
            "this is a list of Kubernetes objects; write select: \"/items/0\" beside json: for the first"
        default: nil
        }
    }

    private static func cloud(_ root: JSONTree) -> String? {
        let answer = { (pointer: String) in
            "this is the answer of a secrets manager, not the secret; write select: \"\(pointer)\" beside json:"
        }
        if root["ARN"] != nil || root["VersionId"] != nil {
            if root["SecretString"] != nil { return answer("/SecretString") }
            if root["SecretBinary"] != nil { return answer("/SecretBinary") }
        }
        if isList(root["SecretValues"]) { return answer("/SecretValues/0/SecretString") }
        if root["Parameter"]?["Value"] != nil { return answer("/Parameter/Value") }
        if isList(root["Parameters"]) { return answer("/Parameters") }
        if root["payload"]?["data"] != nil, root["name"] != nil { return answer("/payload/data") }
        if root["value"] != nil, root["id"] != nil, root["attributes"]?.isObject == true { return answer("/value") }
        return nil
    }

    private static func vault(_ root: JSONTree) -> String? {
        let answer = { (pointer: String) in
            "this is the answer of a vault, not the secret; write select: \"\(pointer)\" beside json:"
        }
        guard let data = root["data"], data.isObject else { return nil }
        if data["data"]?.isObject == true { return answer("/data/data") }
        return root["lease_id"] != nil || root["request_id"] != nil ? answer("/data") : nil
    }

    private static func vendor(_ root: JSONTree) -> String? {
        guard case .object(let members) = root else { return nil }
        if !members.isEmpty, members.allSatisfy({ $0.value["computed"] != nil && $0.value["raw"] != nil }) {
            return
                "this is Doppler's list with two forms of each value; use the output of `doppler secrets download "
                + "--no-file --format json`"
        }
        if root["encrypted"] != nil, isList(root["items"]) {
            return "this is a whole Bitwarden vault; export it as CSV and use that as the list of targets"
        }
        if isList(root["fields"]), root["id"] != nil {
            return
                "this is a 1Password item; write select: \"/fields\" beside json:, and name the fields under keys"
        }
        return isList(root["secrets"]) && members.count == 1
            ? "the values are in a list; write select: \"/secrets\" beside json:" : nil
    }

    private static func text(_ tree: JSONTree?) -> String? {
        guard case .text(let secret)? = tree else { return nil }
        return secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private static func isList(_ tree: JSONTree?) -> Bool {
        if case .array? = tree { true } else { false }
    }
}
