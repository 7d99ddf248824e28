import Foundation
import Testing

/// The pages for whoever changes rekey name what is there: files, tests, targets and their imports.
@Suite struct PagePathTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    private static let pages = "Sources/Rekey/Rekey.docc/"

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root + "/" + path) }

    /// What stands between single backticks, in order. Fenced blocks are left out.
    private static func spans(_ page: String) -> [String] {
        page.components(separatedBy: "```").enumerated().filter { $0.offset.isMultiple(of: 2) }
            .flatMap { $0.element.matches(of: /`([^`]+)`/).map { String($0.output.1) } }
    }

    @Test("each path, link and test that a page names is there", arguments: ["Architecture.md", "Recipes.md"])
    func names(page name: String) throws {
        let page = try Self.text(Self.pages + name)
        let top = Set(try FileManager.default.contentsOfDirectory(atPath: Self.root))
        var count = 0
        var file: String?
        for span in Self.spans(page) {
            for word in span.split(whereSeparator: \.isWhitespace) {
                guard let first = word.split(separator: "/").first, top.contains(String(first)) else { continue }
                count += 1
                #expect(Self.exists(String(word)), "\(name) names \(word)")
                if word.hasSuffix(".swift") { file = String(word) }
            }
            guard let function = span.wholeMatch(of: /(\w+)\(\)/)?.output.1 else { continue }
            let path = try #require(file, "\(name) names \(span) before any file")
            // A missing file is reported above.
            let source = Self.exists(path) ? try Self.text(path) : ""
            #expect(source.contains("func \(function)("), "\(name) names \(span) of \(path)")
        }
        #expect(count > 50)
        for link in page.matches(of: /<doc:(\w+)>/) {
            #expect(Self.exists(Self.pages + link.output.1 + ".md"), "\(name) links \(link.output.0)")
        }
        for link in page.matches(of: /\]\(([^)#]+)/) where !link.output.1.contains("://") {
            #expect(Self.exists(Self.pages + link.output.1), "\(name) links \(link.output.1)")
        }
    }

    // MARK: Targets

    /// The targets of `Package.swift`, each with those that it imports.
    private static func targets() throws -> [String: Set<String>] {
        let package = try text("Package.swift")
        let begins = package.matches(of: /\.(target|executableTarget|testTarget|systemLibrary)\(\s*name: "(\w+)"/)
        let names = Set(begins.map { String($0.output.2) })
        let ends = begins.dropFirst().map(\.range.lowerBound) + [package.endIndex]
        return Dictionary(
            uniqueKeysWithValues: zip(begins, ends).map { begin, end in
                let list = package[begin.range.upperBound..<end].firstMatch(of: /dependencies: \[([^\]]*)\]/)
                let words = list?.output.1.matches(of: /"(\w+)"/).map { String($0.output.1) } ?? []
                return (String(begin.output.2), names.intersection(words))
            })
    }

    @Test("each target is on the page")
    func everyTarget() throws {
        let spans = Set(Self.spans(try Self.text(Self.pages + "Architecture.md")))
        let targets = try Self.targets().keys
        #expect(targets.count > 40)
        for name in targets where !spans.contains(name) { Issue.record("Architecture.md lacks the target \(name)") }
    }

    @Test("the arrows of the page are the imports of Package.swift")
    func arrows() throws {
        let page = try Self.text(Self.pages + "Architecture.md")
        let block = try #require(page.components(separatedBy: "```").first { $0.contains("-->") })
        var arrows: [String: Set<String>] = [:]
        for line in block.split(separator: "\n") {
            let sides = line.components(separatedBy: "-->")
            guard sides.count == 2, let name = sides[0].split(separator: " ").last else { continue }
            arrows[String(name)] = Set(sides[1].split(whereSeparator: { ", ".contains($0) }).map(String.init))
        }
        let shown = Set(block.split(whereSeparator: { ",\n ".contains($0) }).map(String.init))
        for (name, imports) in try Self.targets() where Self.exists("Sources/\(name)") || name == "Migrations" {
            #expect(shown.contains(name), "the diagram lacks \(name)")
            let direct = arrows[name] ?? []
            try #require(direct.isSubset(of: imports), "\(name) does not import all of \(direct.sorted())")
            var reached = direct
            var next = direct
            while !next.isEmpty {
                next = Set(next.flatMap { arrows[$0] ?? [] }).subtracting(reached)
                reached.formUnion(next)
            }
            let lacking = imports.subtracting(reached).sorted()
            #expect(lacking.isEmpty, "no arrow leads from \(name) to \(lacking)")
        }
    }
}
