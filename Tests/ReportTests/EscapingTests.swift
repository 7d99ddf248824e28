import Foundation
import Model
import Testing

@testable import Report

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What comes from outside stays text, whatever it looks like.
struct EscapingTests {
    private static let hostile = "<script>alert('x')</script> \"&amp;\" | `code` *b* [a](http://b) \u{1}\u{FFFE}\n#"

    @Test("in HTML and XML")
    func markupText() throws {
        let text = markup(Self.hostile)
        #expect(!text.contains("<") && !text.contains("\"") && !text.contains("'"))
        let whole = try XMLDocument(xmlString: "<a b=\"\(text)\">\(text)</a>")
        let expected = Self.hostile.replacing("\u{1}", with: "\u{FFFD}").replacing("\u{FFFE}", with: "\u{FFFD}")
        #expect(whole.rootElement()?.stringValue == expected)
        #expect(whole.rootElement()?.attribute(forName: "b")?.stringValue == expected)
    }

    @Test("in Markdown")
    func markdown() {
        let text = MarkdownReport.escaped(Self.hostile)
        #expect(!text.contains("\n") && !text.contains(" |") && text.contains("\\|") && text.contains("\\<script\\>"))
    }

    @Test("a mark that combines with a quote, a comma or a bar hides none")
    func combined() {
        #expect(csvField("x\"\u{301},=1+1,\u{301}y") == "\"x\"\"\u{301},=1+1,\u{301}y\"")
        #expect(csvField("a,\u{301}b") == "\"a,\u{301}b\"" && csvField("a\n\u{301}b") == "\"a\n\u{301}b\"")
        #expect(csvField("plain é") == "plain é")
        #expect(MarkdownReport.escaped("a|\u{301}b<\u{301}c`\u{301}d") == "a\\|\u{301}b\\<\u{301}c\\`\u{301}d")
        #expect(MarkdownReport.escaped("a\u{2028}b\r\n\u{1B}c\u{202E}d") == "a b   cd")
        #expect(markup("<\u{301}&\u{301}\"\u{301}") == "&lt;\u{301}&amp;\u{301}&quot;\u{301}")
    }

    @Test(
        "what a spreadsheet would calculate is text to it", arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    func formulas(text: String) {
        let field = csvFieldForPeople(text)
        #expect(field.hasPrefix("'") || field.hasPrefix("\"'"))
        #expect(csvFieldForPeople("a=1") == "a=1" && csvField("=1+1") == "=1+1")
    }

    @Test("in the JSON of a template")
    func template() throws {
        let template = try NoticeTemplate(#"{"blocks": [{"text": "*${plan}*: ${text} $${x}"}]}"#)
        let filled = template.filled { $0 == .plan ? "a" : Self.hostile }
        let root = try JSONSerialization.jsonObject(with: Data(filled.utf8)) as? [String: [[String: String]]]
        #expect(root?["blocks"]?.first?["text"] == "*a*: \(Self.hostile) ${x}")
        #expect(throws: InvalidInput.self) { try NoticeTemplate("${password}") }
    }
}
