/// Text in the place of a value: a mask, a reference that another tool should have resolved, or ciphertext.
///
/// Sending it would replace the real secret. Compared byte by byte, so that no copy of a value is left behind.
package enum Placeholder {
    /// - Returns: what the text looks like; `nil` for a value.
    package static func kind(of bytes: UnsafeRawBufferPointer) -> String? {
        let inner = trimmed(bytes)
        guard inner.count >= 3 else { return nil }
        if isRepeatedSign(inner) { return "a mask of asterisks or dots" }
        if isMaskWord(inner) { return "a mask" }
        if spreadsheetErrors.contains(where: { hasPrefix(inner, $0) && inner.count == $0.utf8.count }) {
            return "a spreadsheet error"
        }
        if hasPrefix(inner, "vault:v"), inner.count > 7, isDigit(inner[7]) { return "text that Vault encrypted" }
        if let known = encrypted.first(where: { fits(inner, $0.start, $0.end) }) {
            return "text that \(known.tool) encrypted"
        }
        return isReference(inner) ? "a reference that another tool should have resolved" : nil
    }

    package static func kind(of text: String) -> String? {
        Array(text.utf8).withUnsafeBytes { kind(of: $0) }
    }

    /// The keys in which tools keep their own metadata.
    package static func isBookkeeping(_ name: String) -> Bool {
        let dotenv = ["DOTENV_PUBLIC_KEY", "DOTENV_PRIVATE_KEY", "DOTENV_VAULT", "DOTENV_KEY"]
        return name == "sops" || name.hasPrefix("sops_") || name == "_public_key"
            || dotenv.contains { name == $0 || name.hasPrefix($0 + "_") }
    }

    // MARK: Masks

    /// The asterisk, the bullet, the middle dot and the circle, and what other programs draw: squares, blocks, other
    /// circles, and the asterisks of mathematics and of full width.
    private static let maskSigns = [
        "*", "\u{2022}", "\u{B7}", "\u{25CF}", "\u{25A0}", "\u{25AA}", "\u{25CB}", "\u{25E6}", "\u{2588}", "\u{2B24}",
        "\u{2217}", "\u{FF0A}",
    ].map { Array($0.utf8) }

    /// Three or more of the same character and nothing else.
    private static func isRepeatedSign(_ bytes: UnsafeRawBufferPointer) -> Bool {
        maskSigns.contains { sign in
            bytes.count >= 3 * sign.count && bytes.count.isMultiple(of: sign.count)
                && bytes.indices.allSatisfy { bytes[$0] == sign[$0 % sign.count] }
        }
    }

    /// What programs write instead of a value, in brackets or between signs.
    private static let maskWords = [
        "redacted", "sensitive", "masked", "hidden", "filtered", "concealed", "censored", "scrubbed", "secret",
        "secure",
        "removed", "protected", "encrypted", "known after apply", "computed", "no value", "not shown", "object object",
        "none", "null", "nil", "undefined", "unset", "not set", "empty", "unknown", "not available", "binary data",
        "your", "insert", "replace", "todo", "placeholder",
    ]
    private static let spreadsheetErrors = [
        "#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NULL!", "#NUM!", "#ERROR!", "#SPILL!", "#CALC!",
    ]
    /// Without brackets most are words that a person may have chosen; these are not.
    private static let bareMaskWords = ["redacted", "masked"]

    /// `[REDACTED]`, `(sensitive value)`, `<hidden by X>`, `***REDACTED***` and their like.
    private static func isMaskWord(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        let signs = Array("*-_#=".utf8)
        var isDecorated = false
        while rest.count > 2, signs.contains(rest[rest.startIndex]), signs.contains(rest[rest.endIndex - 1]) {
            rest = rest.dropFirst().dropLast()
            isDecorated = true
        }
        let pairs = [("[", "]"), ("(", ")"), ("<", ">"), ("{", "}")].map { (Array($0.utf8)[0], Array($1.utf8)[0]) }
        var isBracketed = false
        while rest.count > 2,
            pairs.contains(where: { $0.0 == rest[rest.startIndex] && $0.1 == rest[rest.endIndex - 1] })
        {
            rest = rest.dropFirst().dropLast()
            isBracketed = true
        }
        let inner = UnsafeRawBufferPointer(rebasing: rest)
        if isBracketed {
            return maskWords.contains { word in
                guard hasPrefix(inner, word) else { return false }
                // `<sensitive>`, `<sensitive data>`, `[REDACTED:password]`; not `(secretary)`.
                return inner.count == word.utf8.count || !isLetterOrDigit(inner[word.utf8.count])
            }
        }
        return (isDecorated ? maskWords : bareMaskWords).contains {
            hasPrefix(inner, $0) && inner.count == $0.utf8.count
        }
    }

    // MARK: Ciphertext

    private static let encrypted: [(tool: String, start: String, end: String)] = [
        ("dotenvx", "encrypted:", ""), ("sops or eyaml", "ENC[", "]"), ("jasypt", "ENC(", ")"),
        ("ejson", "EJ[", "]"), ("Ansible", "$ANSIBLE_VAULT;", ""), ("Ansible", "!vault", ""),
        ("Spring Cloud Config", "{cipher}", ""), ("WebLogic", "{AES}", ""), ("WebLogic", "{AES256}", ""),
        ("WebLogic", "{3DES}", ""), ("WebSphere", "{xor}", ""), ("WebSphere", "{aes}", ""),
        ("age", "-----BEGIN AGE ENCRYPTED FILE-----", ""),
        ("age", "age-encryption.org/", ""), ("PGP", "-----BEGIN PGP MESSAGE-----", ""), ("OpenSSL", "U2FsdGVkX1", ""),
    ]

    // MARK: References

    private static let schemes = [
        "op", "vault", "secret", "secrets", "awssm", "aws-sm", "awssecretsmanager", "aws-secretsmanager",
        "secretsmanager",
        "ssm", "awsssm", "aws-ssm", "awsps", "gcpsm", "gcp-sm", "gcpsecretmanager", "gcp-secretmanager", "sm",
        "berglas",
        "azkv", "akv", "azurekeyvault", "keyvault", "doppler", "infisical", "bws", "bw", "bitwarden", "keeper",
        "keepass",
        "lastpass", "dl", "dashlane", "pass", "gopass", "keychain", "keyring", "sops", "conjur", "hashivault",
        "akeyless",
    ]
    private static let wholes: [(start: String, end: String)] = [
        ("{{", "}}"), ("${{", "}}"), ("<%=", "%>"), ("@Microsoft.KeyVault(", ")"), ("!var ", ""), ("!Ref ", ""),
        ("!Sub ", ""), ("secretref:", ""), ("vault:secret/", ""), (">>vault:", ""), ("[use 'op item get ", ""),
        ("$(", ")"),
    ]
    /// Addresses of secrets in a store: how they begin, and what is in them further on.
    private static let addresses: [(start: String, parts: [String])] = [
        ("arn:aws", [":secretsmanager:", ":secret:"]), ("arn:aws", [":ssm:", ":parameter/"]),
        ("https://", [".vault.azure.net/secrets/"]), ("https://", [".vault.azure.cn/secrets/"]),
        ("https://", [".vault.usgovcloudapi.net/secrets/"]), ("projects/", ["/secrets/", "/versions/"]),
    ]

    private static func isReference(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if wholes.contains(where: { fits(bytes, $0.start, $0.end) }) { return true }
        if schemes.contains(where: { hasPrefix(bytes, $0 + "://") }) { return true }
        if addresses.contains(where: { hasPrefix(bytes, $0.start) && has($0.parts, in: bytes) }) { return true }
        // vals: ref+vault://…
        guard hasPrefix(bytes, "ref+") else { return false }
        let scheme = bytes.dropFirst(4).prefix { isLetterOrDigit($0) }
        return !scheme.isEmpty && bytes[scheme.endIndex...].starts(with: Array("://".utf8))
    }

    // MARK: Bytes

    private static func fits(_ bytes: UnsafeRawBufferPointer, _ start: String, _ end: String) -> Bool {
        guard bytes.count >= start.utf8.count + end.utf8.count, hasPrefix(bytes, start) else { return false }
        return bytes.suffix(end.utf8.count).elementsEqual(end.utf8)
    }

    /// Whether all parts occur in this order, in a text without white space.
    private static func has(_ parts: [String], in bytes: UnsafeRawBufferPointer) -> Bool {
        guard !bytes.contains(where: { $0 <= 0x20 }) else { return false }
        var rest = bytes[...]
        for part in parts {
            guard
                let start = rest.indices.first(where: { hasPrefix(UnsafeRawBufferPointer(rebasing: rest[$0...]), part) }
                )
            else { return false }
            rest = rest[(start + part.utf8.count)...]
        }
        return true
    }

    /// Ignores the case of letters.
    private static func hasPrefix(_ bytes: UnsafeRawBufferPointer, _ text: String) -> Bool {
        bytes.count >= text.utf8.count && zip(bytes, text.utf8).allSatisfy { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower(byte)) || isDigit(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return UnsafeRawBufferPointer(rebasing: bytes.prefix(0)) }
        return UnsafeRawBufferPointer(rebasing: bytes[first...last])
    }
}
