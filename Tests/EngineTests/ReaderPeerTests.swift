import Foundation
import Model
import Secrets
import TestSupport
import Testing

@testable import Values

/// Nasty text, read by other programs too: what a reader accepts is what they read.
///
/// The text is made of pieces that readers disagree about. `REKEY_PEERS_SEED` repeats a run.
@Suite(.fewAtATime) struct ReaderPeerTests {
    private let seed =
        ProcessInfo.processInfo.environment["REKEY_PEERS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1 ... .max)
    private static let count = 4_000

    private static let pieces = [
        "a", "Zz9", " ", "  ", "\t", "'", "\"", "\\", "\\n", "\\\\", "\n", "\r\n", "\r", "#", " #", "$", "${A}", "$A",
        "=",
        "é", "\u{A0}", "\u{200B}", "`", "x y", "\u{B}", "\u{85}", "export ", "B=", "\u{2028}", "!",
    ]

    @Test("dotenv text is what python-dotenv reads", .enabled(if: ValueWriters.interpreter != nil))
    func dotenv() throws {
        var random = SeededRandom(seed: seed)
        let texts = (0..<Self.count).map { _ in
            let quote = ["", "", "'", "\""].randomElement(using: &random) ?? ""
            return "A=\(quote)\(Self.text(&random))\(quote)\nZ=end\n"
        }
        let script = """
            import dotenv, io, json, sys
            for text in json.load(sys.stdin):
                print(json.dumps(dotenv.dotenv_values(stream=io.StringIO(text, newline=""), interpolate=False)))
            """
        let read = try run(ValueWriters.interpreter ?? "", ["-c", script], JSONEncoder().encode(texts))
            .split(separator: "\n").map { try JSONDecoder().decode([String: String?].self, from: Data($0.utf8)) }
        try #require(read.count == texts.count)
        var accepted = 0
        for (text, theirs) in zip(texts, read) {
            guard let ours = values(of: text, expands: false) else { continue }
            accepted += 1
            // Within quotes a line end is a newline, however the file ends its lines. `\$` between double quotes is `$` to
            // shells and others, and unusual blanks at an end are sent with a warning: python-dotenv is alone there.
            let expected = theirs.mapValues { $0?.replacingOccurrences(of: "\r\n", with: "\n") }
            if text.contains("\\$") { continue }
            let differs = ours != expected && ours.mapValues { $0.map(Self.trimmed) } != expected
            #expect(!differs, "\(text.debugDescription) \(ours) \(expected), seed \(seed)")
        }
        #expect(accepted > Self.count / 10, "\(accepted), seed \(seed)")
    }

    @Test("references are resolved as a shell resolves them between double quotes")
    func references() throws {
        var random = SeededRandom(seed: seed)
        let pieces = [
            "$A", "${A}", "${A:-d}", "${A-d}", "${A:+o}", "${A+o}", "${E:-d}", "${E-d}", "${E:+o}", "${E+o}", "${N:-d}",
            "${N-d}", "${N:+o}", "${N+o}", "${N:-${A}}", "${N:-x${E:-y}}", "\\$", "\\$A", "x", "-", " ", "${A}b",
            "\\\\",
        ]
        let texts = (0..<400).map { _ in
            let value = (0..<Int.random(in: 1...6, using: &random)).compactMap { _ in
                pieces.randomElement(using: &random)
            }
            return "A=\"first\"\nE=\"\"\nB=\"\(value.joined())\"\n"
        }
        let script = texts.map { "unset N; \($0)printf '%s\\0' \"$B\"\n" }.joined()
        let theirs = try run("/bin/bash", ["-s"], Data(script.utf8)).split(
            separator: "\0", omittingEmptySubsequences: false)
        try #require(theirs.count == texts.count + 1)
        var accepted = 0
        for (text, expected) in zip(texts, theirs) {
            // A name that is nowhere is nothing to a shell, and a mistake here.
            guard let ours = values(of: text, expands: true) else { continue }
            accepted += 1
            #expect(ours["B"] == String(expected), "\(text.debugDescription), seed \(seed)")
        }
        #expect(accepted > texts.count / 3, "\(accepted), seed \(seed)")
    }

    @Test("base64 is what Foundation decodes")
    func base64() {
        var random = SeededRandom(seed: seed)
        for _ in 0..<4_000 {
            var bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            var text = Data(bytes).base64EncodedString()
            #expect(Base64.decoded(Secret(utf8: text))?.withBytes(Array.init) == bytes)
            // Of a broken one both must say that it is.
            bytes = Array(text.utf8)
            if let index = bytes.indices.randomElement(using: &random) {
                bytes[index] = Array("=A*-".utf8).randomElement(using: &random) ?? 0
            }
            text = String(decoding: bytes, as: UTF8.self)
            let ours = Base64.decoded(Secret(utf8: text))?.withBytes(Array.init)
            if let ours { #expect(Data(base64Encoded: text).map(Array.init) == ours, "\(text), seed \(seed)") }
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        let end = text.unicodeScalars.lastIndex { !isBlank($0) }.map { text.unicodeScalars.index(after: $0) }
        return String(text.unicodeScalars[..<(end ?? text.startIndex)].drop(while: isBlank))
    }

    private static func text(_ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }.joined()
    }

    /// - Returns: `nil` where the text or one of its values is refused.
    private func values(of text: String, expands: Bool) -> [String: String?]? {
        do {
            return try Array(text.utf8).withUnsafeBytes { bytes in
                let set = try Dotenv.read(bytes, expands: expands)
                return try Dictionary(
                    uniqueKeysWithValues: set.members.map { member in
                        let value = try member.checkedForSending(KeyName(stored: "k"), ValueRules(allowsEmpty: expands))
                        return (member.name, String(decoding: value.withBytes(Array.init), as: UTF8.self))
                    })
            }
        } catch { return nil }
    }

    private func run(_ program: String, _ arguments: [String], _ input: Data) throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/rekey-peers-" + UUID().uuidString
        try input.write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }
}
