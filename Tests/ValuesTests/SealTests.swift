import Crypto
import Foundation
import Model
import Secrets
import Testing

@testable import Values

@Suite struct SealTests {
    private let run = UUID()

    private func place(_ item: Int64 = 7, _ key: String = "password") throws -> SealContext {
        .value(run: run, item: item, key: try KeyName(key))
    }

    @Test("what was sealed opens in its place, and nowhere else")
    func bound() throws {
        let seal = Seal(key: try .random(bytes: 32))
        let envelope = try seal.seal(Secret(utf8: "geheim"), at: try place())
        #expect(try seal.open(envelope, at: try place()) == Secret(utf8: "geheim"))
        for other in [
            try place(8), try place(7, "username"), .value(run: UUID(), item: 7, key: try KeyName("password")),
        ] {
            #expect(throws: ValueError.notOpened) { try seal.open(envelope, at: other) }
        }
    }

    @Test("any changed byte and any other key is noticed")
    func changed() throws {
        let seal = Seal(key: try .random(bytes: 32))
        let envelope = try seal.seal(Secret(utf8: "geheim"), at: try place())
        for index in envelope.indices {
            var bad = envelope
            bad[index] ^= 1
            #expect(throws: ValueError.notOpened) { try seal.open(bad, at: try place()) }
        }
        for length in 0..<envelope.count {
            #expect(throws: ValueError.notOpened) { try seal.open(Array(envelope.prefix(length)), at: try place()) }
        }
        #expect(throws: ValueError.notOpened) {
            try Seal(key: try .random(bytes: 32)).open(envelope, at: try place())
        }
    }

    /// The format as documented, taken apart without the type that made it.
    @Test("the envelope can be read by another program")
    func format() throws {
        let key = try Secret.random(bytes: 32)
        let envelope = try Seal(key: key).seal(Secret(utf8: "geheim"), at: try place())
        #expect(envelope[0] == 1)
        #expect(envelope.count == 1 + 12 + 6 + 16)
        var bound = Array("rekey/value/1".utf8) + [0]
        withUnsafeBytes(of: run.uuid) { bound += $0 }
        bound += [0, 0, 0, 0, 0, 0, 0, 7] + Array("password".utf8)
        let box = try AES.GCM.SealedBox(
            nonce: AES.GCM.Nonce(data: envelope[1..<13]), ciphertext: envelope[13..<19], tag: envelope[19...])
        let plain = try AES.GCM.open(box, using: key.cryptographicKey, authenticating: bound)
        #expect(plain == Data("geheim".utf8))
    }

    @Test("a key file is made once, for its owner alone, and read back")
    func keyFile() throws {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID()).key"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = KeyFile(path: path)
        try file.create()
        #expect(throws: ValueError.self) { try file.create() }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(try file.read().count == 32)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: ValueError.self) { try file.read() }
    }

    @Test(
        "what is no key is refused",
        arguments: ["", "abc", String(repeating: "x", count: 64), String(repeating: "a", count: 66)])
    func noKey(text: String) throws {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID()).key"
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        #expect(throws: ValueError.self) { try KeyFile(path: path).read() }
    }
}
