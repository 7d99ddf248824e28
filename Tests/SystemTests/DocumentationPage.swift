import Foundation
import Testing

/// A page of the catalogue, as far as tests look at it.
struct DocumentationPage {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let catalogue = root.appending(path: "Sources/Rekey/Rekey.docc")

    let text: String

    init(_ name: String) throws {
        text = try String(contentsOf: Self.catalogue.appending(path: name + ".md"), encoding: .utf8)
    }

    /// The names of all pages.
    static func names() throws -> Set<String> {
        Set(
            try FileManager.default.contentsOfDirectory(atPath: catalogue.path).filter { $0.hasSuffix(".md") }
                .map { String($0.dropLast(3)) })
    }

    /// The rows of a table, without its header, as cells. All rows have as many cells as the header.
    /// - Parameters:
    ///   - heading: what the heading above the table begins with.
    ///   - number: which table under that heading, from 0.
    func table(under heading: String, _ number: Int = 0) throws -> [[String]] {
        let sections = text.components(separatedBy: "\n### ").dropFirst()
        let section = try #require(sections.first { $0.hasPrefix(heading) }, "no heading \(heading)")
        var tables: [[[String]]] = []
        var isInside = false
        for line in section.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                isInside = false
                continue
            }
            if !isInside { tables.append([]) }
            isInside = true
            tables[tables.count - 1].append(Self.cells(line))
        }
        let table = try #require(tables.dropFirst(number).first, "no table \(number) under \(heading)")
        let width = table.first?.count
        try #require(table.count > 2 && table.allSatisfy { $0.count == width }, "\(heading): uneven rows")
        return Array(table.dropFirst(2))
    }

    private static func cells(_ line: Substring) -> [String] {
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The blocks of code in a language.
    func blocks(_ language: String) -> [String] {
        text.components(separatedBy: "```\(language)\n").dropFirst().map { $0.components(separatedBy: "```\n")[0] }
    }
}
