import Foundation
import Model
import Secrecy
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
        arguments: ["***", "****", "********", " ****\n", "•••", "••••", "···", "●●●●●", " ●●● "])
    func masks(text: String) throws {
        #expect(throws: ValueError.self) { try Secret(utf8: text).checkedForSending(try KeyName("k")) }
    }

    @Test(
        "values that merely have asterisks are sent",
        arguments: ["**", "••", "", "a****", "**** ****x", "*•*•", "•••x", "***•••"])
    func noMasks(text: String) throws {
        _ = try Secret(utf8: text).checkedForSending(try KeyName("k"))
    }

    @Test("what is no UTF-8, or too large, is not sent")
    func unsendable() throws {
        let bytes: [UInt8] = [0xff, 0xfe]
        let broken = bytes.withUnsafeBytes { Secret(copying: $0) }
        #expect(throws: ValueError.self) { try broken.checkedForSending(try KeyName("k")) }
        let large = Secret(utf8: String(repeating: "x", count: Secret.most + 1))
        #expect(throws: ValueError.self) { try large.checkedForSending(try KeyName("k")) }
    }
}
