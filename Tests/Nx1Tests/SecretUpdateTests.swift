import Foundation
import Model
import Secrets
import Testing

@testable import Nx1

@Suite struct SecretUpdateTests {
    @Test("the body is JSON that reads back as it was, whatever the value")
    func body() throws {
        var everything = ""
        for code in 1..<0x3000 { if let scalar = Unicode.Scalar(code) { everything.unicodeScalars.append(scalar) } }
        let values = [("a.b", "plain"), ("q", "\"\\\n\r\t\u{8}\u{c}/"), ("u", everything + "😀"), ("e", "")]
        var text = SecretBuffer()
        SecretUpdate.write(try values.map { (try KeyName($0.0), Secret(utf8: $0.1)) }, into: &text)
        let body = text.secret()
        let root = try body.withBytes { try JSONSerialization.jsonObject(with: Data($0)) }
        let data = try #require((root as? [String: Any])?["data"] as? [[String: String]])
        #expect(data.map { $0["key"] } == values.map(\.0))
        #expect(data.map { $0["value"] } == values.map(\.1))
    }
}
