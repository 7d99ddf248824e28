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

    @Test("in the JSON of a template")
    func template() throws {
        let template = try NoticeTemplate(#"{"blocks": [{"text": "*${plan}*: ${text} $${x}"}]}"#)
        let filled = template.filled { $0 == .plan ? "a" : Self.hostile }
        let root = try JSONSerialization.jsonObject(with: Data(filled.utf8)) as? [String: [[String: String]]]
        #expect(root?["blocks"]?.first?["text"] == "*a*: \(Self.hostile) ${x}")
        #expect(throws: Refusal.self) { try NoticeTemplate("${password}") }
    }
}
