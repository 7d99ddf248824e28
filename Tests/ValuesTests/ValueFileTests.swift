import Foundation
import Model
import Secrecy
import Testing

@testable import Values

/// Files of several values: what they say, and what is wrong with them.
@Suite struct ValueFileTests {
    private func read(_ text: String, _ read: (UnsafeRawBufferPointer) throws -> ValueSet) throws -> [String: String] {
        let set = try Array(text.utf8).withUnsafeBytes { try read($0) }
        return Dictionary(
            uniqueKeysWithValues: set.members.map { name, value in
                (name, value.withBytes { String(decoding: $0, as: UTF8.self) })
            })
    }

    @Test(
        "dotenv lines are read as their writers mean them",
        arguments: [
            ("A=1\nB=2\n", ["A": "1", "B": "2"]), ("export A = x y \r\n# c\n\n", ["A": "x y"]), ("A=", ["A": ""]),
            ("A=x # comment\nB=x#y", ["A": "x", "B": "x#y"]), ("\u{FEFF}A=1", ["A": "1"]),
            ("A='a \\n $B # \"'", ["A": "a \\n $B # \""]), ("A=\"a\\n\\t\\\"\\\\\\$B\"  # c", ["A": "a\n\t\"\\$B"]),
            ("A=\"line\nbreak\"\nB='two\nlines'", ["A": "line\nbreak", "B": "two\nlines"]),
            ("export=1", ["export": "1"]), ("a.b-c_D=${X}", ["a.b-c_D": "${X}"]), ("A=x=y==", ["A": "x=y=="]),
            ("A=#nothing\n", ["A": ""]), ("", [:]),
        ])
    func dotenv(text: String, values: [String: String]) throws {
        #expect(try read(text, Dotenv.read) == values)
    }

    @Test(
        "what is no dotenv file is refused with its line",
        arguments: [
            ("A=1\nnonsense\n", 2), ("A=1\n=2", 2), ("A='x", 1), ("A=1\n\nB=\"x\n\n", 3), ("A=\"\\q\"", 1),
            ("A='x'y", 1), ("A=1\nA=2", 2),
        ])
    func dotenvMistakes(text: String, line: Int) throws {
        let problem = #expect(throws: ValueFileProblem.self) { try read(text, Dotenv.read) }
        #expect(problem?.line == line)
    }

    @Test("JSON reads as a decoder reads it, whatever stands in the strings")
    func json() throws {
        let values = ["a": "", "b": "é😀\n\t\"\\/\u{1}\u{7f}", "c d": "{\"x\":[1]}", "ü": "\u{2028}"]
        for options in [JSONSerialization.WritingOptions.prettyPrinted, .withoutEscapingSlashes, []] {
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: values, options: options), as: UTF8.self)
            #expect(try read(text, FlatJSON.read) == values)
        }
        #expect(try read(" {\"a\" : \"\\ud83d\\ude00\\u00e9\\b\\f\"}\n", FlatJSON.read) == ["a": "😀é\u{8}\u{c}"])
        #expect(try read("{}", FlatJSON.read).isEmpty)
    }

    @Test(
        "what is no object of strings is refused with its line, and no value is quoted",
        arguments: [
            ("", 1), ("[]", 1), ("{\"a\":1}", 1), ("{\n\"a\":\"x\",\n\"a\":\"y\"}", 3), ("{\"a\":\"x\",}", 1),
            ("{\"a\":\"marker}", 1), ("{\"a\":\"\\x\"}", 1), ("{\"a\":\"\\ud800\"}", 1), ("{\"a\":\"\\u12\"}", 1),
            ("{\"a\":{\"b\":\"marker\"}}", 1), ("{\"a\":\"x\"}marker", 1), ("{\"a\":\"\n\"}", 2), ("{a:\"marker\"}", 1),
            ("{\"a\":null}", 1), ("{\"a\" \"marker\"}", 1),
        ])
    func jsonMistakes(text: String, line: Int) throws {
        let problem = #expect(throws: ValueFileProblem.self) { try read(text, FlatJSON.read) }
        #expect(problem?.line == line && problem?.text.contains("marker") == false, "\(problem?.text ?? "")")
    }

    @Test("the reader names the file and the line, and refuses what is no text")
    func reader() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reader = SourceReader(directory: folder)
        for (bytes, message) in [
            (Array("A=1\nB".utf8), "\(folder)/f:2: this is no line like NAME=value; mend it"),
            ([0x41, 0x3d, 0xff], "\(folder)/f:1: the file is not UTF-8 text; save it as such"),
            (Array("A=\0".utf8), "\(folder)/f:1: the file is not UTF-8 text; save it as such"),
        ] {
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/f"))
            let error = #expect(throws: ValueError.self) { try reader.values(.dotenv, "f") }
            #expect(error.map { "\($0)" } == message)
        }
    }
}
