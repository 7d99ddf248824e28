import Foundation
import JobFile
import Model
import Secrets
import Testing

@testable import Rekey
@testable import Values

/// What each reader does with each form of a value, as the page `ValuesFromFiles` says it.
@Suite struct ReaderTableTests {
    /// How the page calls a form, and the text that the writer of the file means.
    private static let forms: [(name: String, text: String)] = [
        ("`secret`", "secret"), ("nothing", ""), ("` secret ` (spaces)", " secret "),
        ("`secret` and a newline", "secret\n"), ("`secret` and a carriage return", "secret\r"),
        ("two lines with `\\r\\n` between", "one\r\ntwo"),
        ("a PEM file", "-----BEGIN KEY-----\nx\n-----END KEY-----\n"),
        ("a no-break space first", "\u{A0}secret"), ("a zero-width space last", "secret\u{200B}"),
        ("curly quotes around it", "\u{201C}secret\u{201D}"), ("`\"secret\"`", "\"secret\""),
        ("`'secret'`", "'secret'"),
        ("`` `secret` ``", "`secret`"), ("`a #b`", "a #b"), ("`#a`", "#a"), ("`a\\$b`", "a\\$b"),
        ("`C:\\dir`", "C:\\dir"),
        ("`a\\\\b`", "a\\\\b"), ("`a\\`", "a\\"), ("`a$b`", "a$b"), ("`${NAME}`", "${NAME}"),
        ("`$(pass show x)`", "$(pass show x)"),
        ("`****`", "****"), ("`•••`", "\u{2022}\u{2022}\u{2022}"), ("`[REDACTED]`", "[REDACTED]"),
        ("`<none>`", "<none>"),
        ("`#NAME?`", "#NAME?"), ("`encrypted:x`", "encrypted:x"), ("`ENC[x]`", "ENC[x]"),
        ("`op://vault/item`", "op://vault/item"),
        ("`arn:aws:secretsmanager:…`", "arn:aws:secretsmanager:eu-west-1:1:secret:x"), ("`{{ name }}`", "{{ name }}"),
        ("a NUL byte within", "a\u{0}b"), ("bytes that are not UTF-8", "\u{FFFF}"), ("over 1 MiB", "\u{FFFE}"),
    ]

    private static let readers = ["`K=…`", "`K='…'`", "`K=\"…\"`", "JSON text", "CSV field", "`file`, `env`"]

    @Test("the table of the page is what the readers do")
    func table() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-table-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var rows = ["| value | \(Self.readers.joined(separator: " | ")) |"]
        rows.append("|\(String(repeating: "---|", count: Self.readers.count + 1))")
        for form in Self.forms {
            let cells = try Self.readers.indices.map { try outcome(bytes(of: form.text), reader: $0, in: folder) }
            rows.append("| \(form.name) | \(cells.joined(separator: " | ")) |")
        }
        let page = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Sources/Rekey/Rekey.docc/ValuesFromFiles.md"), encoding: .utf8)
        let table = rows.joined(separator: "\n")
        #expect(page.contains(table), "the table is now:\n\(table)")
    }

    private func bytes(of text: String) -> [UInt8] {
        switch text {
        case "\u{FFFF}": [0x61, 0xFF]
        case "\u{FFFE}": Array(repeating: 0x61, count: 1_048_577)
        default: Array(text.utf8)
        }
    }

    private func outcome(_ value: [UInt8], reader: Int, in folder: String) throws -> String {
        let key = try KeyName("K")
        let files = SourceReader(directory: folder)
        let read: () throws -> Secret = {
            switch reader {
            case 0, 1, 2:
                let quote = ["", "'", "\""][reader].utf8
                try write(Array("K=".utf8) + quote + escaped(value, reader) + quote + Array("\n".utf8), to: folder)
                let set = try files.values(ValueFile(form: .dotenv, path: TargetText("f")), "f")
                return try #require(set["K"]).checkedForSending(key, ValueRules())
            case 3:
                try write(Array("{\"K\":\"".utf8) + jsonEscaped(value) + Array("\"}".utf8), to: folder)
                let set = try files.values(ValueFile(form: .json, path: TargetText("f")), "f")
                return try #require(set["K"]).checkedForSending(key, ValueRules())
            case 4:
                let field = value.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
                try write(
                    Array("app_id,K\n12345678-1234-4234-8234-123456789012,\"".utf8) + field + Array("\"\n".utf8),
                    to: folder)
                let table = TargetTable(path: folder + "/f", secret: try SecretName("s"), columns: .keys(needed: []))
                var values: [Secret] = []
                try table.forEach { values += try CSVColumnValues.checked($0).map(\.value) }
                return try #require(values.first)
            default:
                try write(value, to: folder)
                return try files.file("f").checkedForSending(key, ValueRules())
            }
        }
        let sent: Secret
        do {
            sent = try read()
        } catch is ExpectationFailedError {
            throw CocoaError(.featureUnsupported)
        } catch { return "refused" }
        let warning = sent.oddEnd == nil ? "" : ", warned"
        let isSame = sent.withBytes { $0.elementsEqual(value) }
        let text = String(decoding: sent.withBytes(Array.init), as: UTF8.self).debugDescription
        return isSame ? "sent\(warning)" : "`\(text)` sent\(warning)"
    }

    /// As people write such files: between double quotes what must be escaped is.
    private func escaped(_ value: [UInt8], _ reader: Int) -> [UInt8] {
        guard reader == 2 else { return value }
        return value.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\r"): Array("\\r".utf8)
            default: [byte]
            }
        }
    }

    private func jsonEscaped(_ value: [UInt8]) -> [UInt8] {
        value.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case 0..<0x20: Array(String(format: "\\u%04x", byte).utf8)
            default: [byte]
            }
        }
    }

    private func write(_ bytes: [UInt8], to folder: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/f"))
    }
}
