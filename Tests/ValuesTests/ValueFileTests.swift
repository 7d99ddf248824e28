import Foundation
import Model
import Secrets
import Testing

@testable import Values

/// Files of several values: what they say, and what is wrong with them.
@Suite struct ValueFileTests {
    private func read(_ text: String, _ read: (UnsafeRawBufferPointer) throws -> ValueSet) throws -> [String: String] {
        let set = try Array(text.utf8).withUnsafeBytes { try read($0) }
        return Dictionary(
            uniqueKeysWithValues: set.members.map { member in
                (member.name, member.value.withBytes { String(decoding: $0, as: UTF8.self) })
            })
    }

    @Test(
        "dotenv lines are read as their writers mean them",
        arguments: [
            ("A=1\nB=2\n", ["A": "1", "B": "2"]), ("export A = x y \r\n# c\n\n", ["A": "x y"]), ("A=", ["A": ""]),
            ("A=x # comment\nB=x#y", ["A": "x", "B": "x#y"]), ("A=\"\r\n\"\r\nB='x\r\ny'", ["A": "\n", "B": "x\ny"]),
            ("A='a \\n $B # \"'", ["A": "a \\n $B # \""]), ("A=\"a\\n\\t\\\"\\\\\\$B\"  # c", ["A": "a\n\t\"\\$B"]),
            ("A=\"line\nbreak\"\nB='two\nlines'", ["A": "line\nbreak", "B": "two\nlines"]),
            ("export=1", ["export": "1"]), ("a.b-c_D=${X}", ["a.b-c_D": "${X}"]), ("A=x=y==", ["A": "x=y=="]),
            ("A=#nothing\n", ["A": ""]), ("", [:]),
        ])
    func dotenv(text: String, values: [String: String]) throws {
        #expect(try read(text) { try Dotenv.read($0) } == values)
    }

    @Test(
        "what is no dotenv file is refused with its line",
        arguments: [
            ("A=1\nnonsense\n", 2), ("A=1\n=2", 2), ("A='x", 1), ("A=1\n\nB=\"x\n\n", 3), ("A=\"\\q\"", 1),
            ("A='x'y", 1), ("A=1\nA=2", 2),
            ("A=`x`", 1), ("A=$'x'", 1), ("A=$\"x\"", 1), ("\nA=\u{201C}x\u{201D}", 2), ("A=\\\"x", 1),
            ("A=\u{AB}x", 1),
            ("A=\"\"\"x\"\"\"", 1), ("A=x\\\ny", 1), ("A=<<END", 1),
            ("A=x\\$y", 1), ("A='x\\\\y'\nB=p\\ q", 2), ("A=1\nB='x\ry'", 2), ("A=\"x\ry\"", 1),
            ("A=1\nB='x\\'", 2), ("A=\u{A0}\"x\"", 1), ("A=x\u{A0}#y", 1), ("A=\u{2003}'x'", 1), ("A=x\rB=y", 1),
            ("# c\rA=x", 1),
            ("A=1\r", 1),
        ])
    func dotenvMistakes(text: String, line: Int) throws {
        let problem = #expect(throws: ValueFileProblem.self) { try read(text) { try Dotenv.read($0) } }
        #expect(problem?.line == line)
    }

    @Test("JSON reads as a decoder reads it, whatever stands in the strings")
    func json() throws {
        let values = ["a": "", "b": "é😀\n\t\"\\/\u{1}\u{7f}", "c d": "{\"x\":[1]}", "ü": "\u{2028}"]
        for options in [JSONSerialization.WritingOptions.prettyPrinted, .withoutEscapingSlashes, []] {
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: values, options: options), as: UTF8.self)
            #expect(try read(text) { try JSONValues.read($0) } == values)
        }
        #expect(
            try read(" {\"a\" : \"\\ud83d\\ude00\\u00e9\\b\\f\"}\n") { try JSONValues.read($0) } == [
                "a": "😀é\u{8}\u{c}"
            ])
        #expect(try read("{}") { try JSONValues.read($0) }.isEmpty)
    }

    @Test(
        "what is no object of strings is refused with its line, and no value is quoted",
        arguments: [
            ("", 1), ("[1]", 1), ("{\"a\":01}", 1), ("{\"a\":nul}", 1), ("{\n\"a\":\"x\",\n\"a\":\"y\"}", 3),
            ("{\"a\":\"x\",}", 1),
            ("{\"a\":\"marker}", 1), ("{\"a\":\"\\x\"}", 1), ("{\"a\":\"\\ud800\"}", 1), ("{\"a\":\"\\u12\"}", 1),
            ("{\"a\":\"x\"}marker", 1), ("{\"a\":\"\n\"}", 2), ("{a:\"marker\"}", 1),
            ("{\"a\" \"marker\"}", 1), ("{\"ARN\":\"x\",\"SecretString\":\"marker\"}", 1),
            ("{\"data\":{\"data\":{\"a\":\"marker\"}}}", 1),
        ])
    func jsonMistakes(text: String, line: Int) throws {
        let problem = #expect(throws: ValueFileProblem.self) { try read(text) { try JSONValues.read($0) } }
        #expect(problem?.line == line && problem?.text.contains("marker") == false, "\(problem?.text ?? "")")
    }

    @Test(
        "exports of other programs are read as what they export",
        arguments: [
            ("{\"a\":1.5e3,\"b\":true,\"c\":-0}", nil, ["a": "1.5e3", "b": "true", "c": "-0"]),
            ("[{\"key\":\"A\",\"value\":\"1\"},{\"key\":\"B\",\"value\":2,\"x\":[]}]", nil, ["A": "1", "B": "2"]),
            ("[{\"name\":\"A\",\"value\":\"1\"}]", nil, ["A": "1"]),
            ("{\"SecretString\":\"{\\\"u\\\":\\\"x\\\"}\",\"ARN\":\"r\"}", "/SecretString", ["u": "x"]),
            ("{\"data\":{\"data\":{\"a\":\"1\"},\"metadata\":{}}}", "/data/data", ["a": "1"]),
            ("{\"a/b\":[0,{\"~\":{\"k\":\"v\"}}]}", "/a~1b/1/~0", ["k": "v"]),
            (
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{\"a\":\"c2VjcmV0\",\"b\":\"\"},\"stringData\":{\"c\":\"z\"}}",
                nil, ["a": "secret", "b": "", "c": "z"]
            ),
            ("{\"ARN\":\"r\",\"SecretBinary\":\"eyJhIjoieCJ9\"}", "/SecretBinary", ["a": "x"]),
            (
                "{\"name\":\"projects/1\",\"payload\":{\"data\":\"eyJhIjoieCJ9\",\"dataCrc32c\":\"1\"}}",
                "/payload/data",
                ["a": "x"]
            ),
            ("{\"id\":\"i\",\"fields\":[{\"label\":\"a\",\"value\":\"x\"}]}", "/fields", ["a": "x"]),
            ("{\"secrets\":[{\"secretKey\":\"a\",\"secretValue\":\"x\"}]}", "/secrets", ["a": "x"]),
            (
                "{\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{\"a\":\"eA==\"}}]}", "/items/0",
                ["a": "x"]
            ),
            ("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"data\":{\"a\":\"eHk=\"}}", "/data", ["a": "xy"]),
        ] as [(String, String?, [String: String])])
    func exports(text: String, select: String?, values: [String: String]) throws {
        let pointer = try select.map(JSONPointer.init)
        #expect(try read(text) { try JSONValues.read($0, select: pointer) } == values)
    }

    @Test(
        "what a store answers is refused, and the way to the secret in it is named",
        arguments: [
            ("{\"ARN\":\"r\",\"SecretBinary\":\"eA==\"}", "select: \"/SecretBinary\""),
            ("{\"SecretValues\":[{\"ARN\":\"r\",\"SecretString\":\"x\"}]}", "select: \"/SecretValues/0/SecretString\""),
            ("{\"Parameter\":{\"Name\":\"n\",\"Value\":\"x\"}}", "select: \"/Parameter/Value\""),
            ("{\"Parameters\":[{\"Name\":\"n\",\"Value\":\"x\"}]}", "select: \"/Parameters\""),
            ("{\"name\":\"projects/1/secrets/s\",\"payload\":{\"data\":\"eA==\"}}", "select: \"/payload/data\""),
            ("{\"value\":\"x\",\"id\":\"https://v\",\"attributes\":{\"enabled\":true}}", "select: \"/value\""),
            ("{\"request_id\":\"1\",\"data\":{\"a\":\"x\"}}", "select: \"/data\""),
            ("{\"A\":{\"computed\":\"x\",\"raw\":\"x\"}}", "doppler secrets download"),
            ("{\"encrypted\":false,\"items\":[]}", "export it as CSV"),
            ("{\"id\":\"1\",\"fields\":[{\"label\":\"a\",\"value\":\"x\"}]}", "select: \"/fields\""),
            ("{\"secrets\":[{\"secretKey\":\"a\",\"secretValue\":\"x\"}]}", "select: \"/secrets\""),
            ("{\"apiVersion\":\"v1\",\"kind\":\"SealedSecret\",\"spec\":{}}", "kubectl get secret"),
            ("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[]}", "select: \"/items/0\""),
        ])
    func answers(text: String, words: String) throws {
        let problem = #expect(throws: ValueFileProblem.self) { try read(text) { try JSONValues.read($0) } }
        #expect(problem?.text.contains(words) == true, "\(problem?.text ?? "")")
    }

    @Test(
        "a file that was cut short is called that",
        arguments: ["{\"a\":\"x", "{\"a\":", "{\"a\":\"x\",", "[", "{\"a\":tr"])
    func cutShort(text: String) throws {
        let problem = #expect(throws: ValueFileProblem.self) { try read(text) { try JSONValues.read($0) } }
        #expect(problem?.text == "the file ends inside the JSON document; write it again completely")
    }

    @Test("what a pointer selects may be one value, and a pointer to nothing says what is there")
    func selection() throws {
        let text = "{\"a\":{\"b\":\"x\"}}"
        let set = try Array(text.utf8).withUnsafeBytes { try JSONValues.read($0, select: JSONPointer("/a/b")) }
        #expect(set.single != nil && set["anything"] != nil && set.members.isEmpty)
        let problem = #expect(throws: ValueFileProblem.self) {
            try read(text) { try JSONValues.read($0, select: JSONPointer("/a/c")) }
        }
        #expect(problem?.text == "select: /a has no \"c\"; it has b")
        #expect(throws: InvalidInput.self) { try JSONPointer("a") }
        #expect(throws: InvalidInput.self) { try JSONPointer("/a~2") }
    }

    @Test(
        "references of a dotenv file are resolved as Docker Compose resolves them",
        arguments: [
            ("A=x\nB=$A-${A}", ["A": "x", "B": "x-x"]), ("A=x\nB='${A}'", ["A": "x", "B": "${A}"]),
            ("A=\"\\$A $$A\"", ["A": "$A $A"]), ("A=${B:-d}${B-e}${B:+f}", ["A": "de"]),
            ("B=\"\"\nA=${B:-d}${B-e}${B:+f}${B+g}", ["B": "", "A": "dg"]), ("A=${B:-${C:-x}}y", ["A": "xy"]),
            ("A='a$b'\nB=${A:?}", ["A": "a$b", "B": "a$b"]),
        ])
    func expansion(text: String, values: [String: String]) throws {
        #expect(try read(text) { try Dotenv.read($0, expands: true) } == values)
    }

    @Test(
        "a reference that leads nowhere is refused",
        arguments: ["A=$B", "A=x$", "A=${A", "A=${B:?no}", "A=${1}", "A=${B:x}"])
    func expansionMistakes(text: String) throws {
        #expect(throws: ValueFileProblem.self) { try read(text) { try Dotenv.read($0, expands: true) } }
    }

    @Test(
        "what is plainly no value of a file is not sent, unless its key says so",
        arguments: [
            ("A=${B}", "has a reference"), ("A=\"x${B}\"", "has a reference"), ("A=x$(id)", "has a reference"),
            ("A=#x", "the # before it begins a comment"),
            ("A=", "is empty"), ("DOTENV_PUBLIC_KEY=x", "is metadata of a tool"),
            ("sops_mac=x", "is metadata of a tool"),
        ])
    func flaws(text: String, words: String) throws {
        let set = try Array(text.utf8).withUnsafeBytes { try Dotenv.read($0) }
        let member = try #require(set.members.first)
        let error = #expect(throws: ValueError.self) { try member.checkedForSending(KeyName("k"), ValueRules()) }
        #expect(error.map { "\($0)" }?.contains(words) == true, "\(error.map { "\($0)" } ?? "")")
        _ = try member.checkedForSending(KeyName("k"), ValueRules(allowsEmpty: true, allowsRaw: true))
    }

    @Test("the reader names the file and the line, and refuses what is no text")
    func reader() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let reader = SourceReader(directory: folder)
        for (bytes, message) in [
            (Array("A=1\nB".utf8), "f:2: this is not a line like NAME=value; correct it"),
            ([0x41, 0x3d, 0xff], "f:1: the file is not UTF-8 text; save it as UTF-8"),
            (Array("A=\0".utf8), "f:1: the file is not UTF-8 text; save it as UTF-8"),
            ([0xFF, 0xFE, 0x41, 0, 0x3d, 0], "f:1: the file is UTF-16 text; save it as UTF-8"),
        ] {
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/f"))
            let error = #expect(throws: ValueError.self) {
                try reader.values(ValueFile(form: .dotenv, path: TargetText("f")), "f")
            }
            #expect(error.map { "\($0)" } == message)
        }
    }
}
