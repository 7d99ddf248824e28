import Model
import Testing

struct OutputValueTests {
    private let value = OutputValue.object([
        ("b", .array([.integer(1), .real(1.5), .null])), ("a", .boolean(true)), ("e", .object([])),
        ("l", .list(["x", "y"])),
    ])

    @Test("fields keep their order in every layout")
    func layouts() {
        #expect(value.json(.compact) == #"{"b":[1,1.5,null],"a":true,"e":{},"l":["x","y"]}"#)
        #expect(value.json(.spaced) == #"{"b": [1, 1.5, null], "a": true, "e": {}, "l": ["x", "y"]}"#)
        #expect(
            OutputValue.array([.object([("a", .integer(1))]), .array([])]).json(.indented(0))
                == "[\n  {\n    \"a\": 1\n  },\n  []\n]")
    }

    @Test("what cannot be seen is escaped where it may meet a terminal, and stays the same text")
    func unseen() {
        let text = OutputValue.text("a\u{202E}b\u{E0061}")
        #expect(text.json(.compact) == "\"a\u{202E}b\u{E0061}\"")
        #expect(text.json(.compact, escapesUnseen: true) == #""a\u202eb\udb40\udc61""#)
    }

    @Test("what JSON has no number for is null")
    func numbers() {
        #expect(OutputValue.real(.infinity).json(.compact) == "null")
        #expect(OutputValue(nil as Int?).json(.compact) == "null" && OutputValue("x").json(.compact) == "\"x\"")
    }
}
