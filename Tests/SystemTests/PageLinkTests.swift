import Foundation
import Testing

/// Every link to a page of the catalogue resolves, and so does every citation in a comment, as in `(docs: Answers)`.
@Suite struct PageLinkTests {
    private struct Line {
        let path: String
        let number: Int
        let text: Substring
        let isSwift: Bool

        /// What can be a comment: all of the line where the language is another one.
        var comment: Substring {
            guard isSwift else { return text }
            return text.range(of: "//").map { text[$0.lowerBound...] } ?? ""
        }

        var place: String { "\(path):\(number)" }
    }

    private static let kinds: Set<String> = ["swift", "c", "h", "py", "js", "css", "sql", "md"]

    private func lines(in folders: [String]) throws -> [Line] {
        var lines: [Line] = []
        for folder in folders {
            let start = DocumentationPage.root.appending(path: folder)
            let files = try #require(FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil))
            for case let file as URL in files where Self.kinds.contains(file.pathExtension) {
                let text = try String(contentsOf: file, encoding: .utf8)
                for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                    lines.append(
                        Line(path: file.path, number: index + 1, text: line, isSwift: file.pathExtension == "swift"))
                }
            }
        }
        return lines
    }

    @Test("a comment cites a page of the catalogue, and no text outside the repository")
    func citations() throws {
        let pages = try DocumentationPage.names()
        var count = 0
        for line in try lines(in: ["Sources", "Tests", "migrations"]) where !line.path.hasSuffix(".md") {
            let comment = line.comment
            // Most lines have neither, and an expression takes far longer to say so.
            guard comment.contains("docs:") || comment.contains("SPEC") else { continue }
            let cited = comment.matches(of: /\(docs: (\w+)\)/)
            for match in cited {
                count += 1
                #expect(pages.contains(String(match.output.1)), "\(line.place) cites \(match.output.1)")
            }
            let begun = comment.matches(of: /\bdocs:/).count
            #expect(begun == cited.count, "\(line.place): write it as (docs: Answers)")
            let isForeign = comment.contains(/\bSPEC\b/)
            #expect(!isForeign, "\(line.place): cite a page of the catalogue")
        }
        #expect(count > 10)
    }

    @Test("every link to a page resolves")
    func links() throws {
        let pages = try DocumentationPage.names()
        var count = 0
        for line in try lines(in: ["Sources"]) where line.text.contains("<doc:") {
            for match in line.text.matches(of: /<doc:([^>#]+)(?:#[^>]*)?>/) {
                count += 1
                #expect(pages.contains(String(match.output.1)), "\(line.place) links to \(match.output.1)")
            }
        }
        #expect(count > 30)
        let readme = try String(contentsOf: DocumentationPage.root.appending(path: "README.md"), encoding: .utf8)
        for match in readme.matches(of: /Rekey\.docc\/(\w+)\.md/) {
            #expect(pages.contains(String(match.output.1)), "README.md links to \(match.output.1)")
        }
    }

    @Test("the first page leads to every other one")
    func topics() throws {
        let first = try DocumentationPage("Rekey").text
        for page in try DocumentationPage.names() where page != "Rekey" {
            #expect(first.contains("- <doc:\(page)>"), "\(page) is under no topic of Rekey.md")
        }
    }
}
