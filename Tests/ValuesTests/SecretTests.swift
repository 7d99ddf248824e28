import Foundation
import Model
import Secrets
import Testing

@testable import Values

@Suite struct SecretTests {
    @Test("a secret shows in no way that Swift has of showing things")
    func unprintable() {
        let secret = Secret(utf8: "hunter2-hunter2")
        struct Holder {
            let name = "x"
            let value: Secret
        }
        var dumped = ""
        dump(Holder(value: secret), to: &dumped)
        let shown = [
            String(describing: secret), String(reflecting: secret), String(describing: Holder(value: secret)),
            String(reflecting: [secret]), String(describing: Optional(secret)), dumped,
        ]
        for text in shown { #expect(!text.contains("hunter2")) }
        #expect(!(secret is any Encodable))
    }

    @Test(
        "masks are never sent",
        arguments: ["***", "****", "********", " ****\n", "•••", "••••", "···", "●●●●●", " ●●● ", "■■■", "████", "＊＊＊"])
    func masks(text: String) throws {
        #expect(throws: ValueError.self) { try Secret(utf8: text).checkedForSending(try KeyName("k")) }
    }

    @Test(
        "values that merely have asterisks are sent",
        arguments: ["**", "••", " ", "a****", "**** ****x", "*•*•", "•••x", "***•••"])
    func noMasks(text: String) throws {
        _ = try Secret(utf8: text).checkedForSending(try KeyName("k"))
    }

    @Test(
        "ciphertext, references and words for a hidden value are never sent, unless the key says so",
        arguments: [
            "encrypted:BDqDBibm4w", "op://vault/item/field", "ENC[AES256_GCM,data:Tr7o,type:str]", "vault:v1:abc",
            "ref+awssecrets://a/b", "[REDACTED]", "(sensitive value)", "<sensitive>", "***REDACTED***", "<hidden by x>",
            "[REDACTED:password]", "$ANSIBLE_VAULT;1.1;AES256\n33", "{{ vault_password }}", "{cipher}abc", "ENC(abc)",
            "(known after apply)", "<no value>", " [redacted]\n", "${{ secrets.X }}", "secretsmanager://x",
            "<none>", "(null)", "<your-password>", "$(pass show x)", "{AES}abc", "{xor}abc", "#NAME?", " #REF!\n",
            "#N/A",
            "arn:aws:secretsmanager:eu-west-1:1:secret:x", "arn:aws:ssm:eu-west-1:1:parameter/a/b",
            "arn:aws-cn:secretsmanager:cn-north-1:1:secret:x", "https://v.vault.azure.net/secrets/x/1",
            "projects/p/secrets/s/versions/latest",
        ])
    func placeholders(text: String) throws {
        let error = #expect(throws: ValueError.self) { try Secret(utf8: text).checkedForSending(try KeyName("k")) }
        #expect(error.map { "\($0)" }?.contains("looks like ") == true)
        _ = try Secret(utf8: text).checkedForSending(try KeyName("k"), ValueRules(allowsRaw: true))
    }

    @Test(
        "values that merely look a little like those are sent",
        arguments: [
            "[secretary]", "https://x", "arn:aws:iam::1:role/r", "https://v.vault.azure.net/keys/x",
            "projects/p/secrets/s",
            "#1", "#NAME?x", "{SSHA}abc", "none", "null", "$(x", "(nullable)", "<yours>", "postgres://u:p@h/d",
            "vault:very", "encrypted", "ENC[", "{\"a\":1}",
            "redacted1",
            "<b>x</b>", "ref+x", "(x)", "xxxxxxxx", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n",
        ])
    func noPlaceholders(text: String) throws {
        _ = try Secret(utf8: text).checkedForSending(try KeyName("k"))
    }

    @Test("a NUL byte is sent only where the key says so")
    func zeroByte() throws {
        let secret = Secret(utf8: "a\u{0}b")
        let error = #expect(throws: ValueError.self) { try secret.checkedForSending(try KeyName("k")) }
        #expect(error.map { "\($0)" }?.contains("NUL") == true)
        _ = try secret.checkedForSending(try KeyName("k"), ValueRules(allowsRaw: true))
    }

    @Test(
        "ends that are seldom meant are seen",
        arguments: [
            ("x\n", .newline), ("x\r", .carriageReturn), ("x\r\n", .newline), (" x", .whiteSpace),
            ("x\u{A0}", .whiteSpace),
            ("\u{200B}x", .invisible), ("x\u{7}", .invisible), ("\u{201C}x\u{201D}", .curlyQuote), ("x", nil),
            ("", nil),
            ("a\nb ", nil), ("a b", nil), ("-----BEGIN X-----\nA\n-----END X-----\n", nil), (" ", .whiteSpace),
        ] as [(String, Secret.OddEnd?)])
    func ends(text: String, end: Secret.OddEnd?) {
        #expect(Secret(utf8: text).oddEnd == end)
    }

    @Test("white space of any script goes off both ends, and nothing else")
    func trimmed() {
        for (text, inner) in [
            (" \t\u{A0}\u{3000}a b\r\n\u{2003}", "a b"), ("a", "a"), (" \n", ""), ("\u{200B}é ", "\u{200B}é"),
        ] {
            let bytes = Secret(utf8: text).trimmed.withBytes { Array($0) }
            #expect(String(decoding: bytes, as: UTF8.self) == inner)
        }
    }

    @Test("nothing is no value unless it was written out or allowed")
    func empty() throws {
        #expect(throws: ValueError.self) { try Secret(utf8: "").checkedForSending(KeyName("k")) }
        #expect(throws: ValueError.self) {
            try Secret(utf8: " \n").checkedForSending(KeyName("k"), ValueRules(trims: true))
        }
        _ = try Secret(utf8: "").checkedForSending(KeyName("k"), mayBeEmpty: true)
        _ = try Secret(utf8: "").checkedForSending(KeyName("k"), ValueRules(allowsEmpty: true))
    }

    @Test("what is no UTF-8, or too large, is not sent")
    func unsendable() throws {
        let bytes: [UInt8] = [0xff, 0xfe]
        let broken = bytes.withUnsafeBytes { Secret(copying: $0) }
        #expect(throws: ValueError.self) { try broken.checkedForSending(try KeyName("k")) }
        let large = Secret(utf8: String(repeating: "x", count: Secret.maxBytes + 1))
        #expect(throws: ValueError.self) { try large.checkedForSending(try KeyName("k")) }
    }
}
