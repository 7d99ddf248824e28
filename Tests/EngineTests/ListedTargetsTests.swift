import Foundation
import JobFile
import Model
import Testing

@testable import Rekey

/// What a job file says of its targets, step by step.
@Suite struct ListedTargetsTests {
    private static let app = "12345678-1234-4234-8234-12345678901"

    private static func text(_ step: ListedTargets.Step) -> String {
        switch step {
        case .target(.identified(let target), let entry, let values):
            "\(entry): \(target.secret)@\(target.app.text.suffix(1)) \(values.map(\.column))"
        case .target(.named(let target), let entry, let values):
            "\(entry): \(target.secret)@\(target.app) \(values.map(\.column))"
        case .imported(let secret, let entry): "\(entry): imported \(secret)"
        case .previous(let entry): "\(entry): previous"
        case .end(let entry): "\(entry): end"
        }
    }

    /// - Parameter body: gets the targets while their files are there.
    private func read<T>(
        files: [String: String], entries: String, keepsLists: Bool = false,
        _ body: (inout ListedTargets.Iterator) throws -> T
    ) throws -> T {
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-targets-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let job = ["p.yaml": "version: 1\nplan: p\nsecrets:\n\(entries)"]
        for (name, text) in files.merging(job, uniquingKeysWith: { $1 }) {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        let plan = try JobFile(contentsOf: folder + "/p.yaml").plan
        let targets = ListedTargets(of: plan, directory: folder, keepsLists: keepsLists, origin: "p.yaml")
        var iterator = targets.makeIterator()
        return try body(&iterator)
    }

    /// Each step, and the position of each target.
    private func steps(
        files: [String: String] = [:], entries: String, keepsLists: Bool = false
    ) throws -> [String] {
        try read(files: files, entries: entries, keepsLists: keepsLists) { targets in
            var steps: [String] = []
            while let step = try targets.next() {
                let position = if case .target = step { ", \(targets.position)" } else { "" }
                steps.append(Self.text(step) + position)
            }
            let again = try targets.next()
            #expect(again == nil)
            return steps
        }
    }

    private static let key = "    keys: { password: { generate: password } }\n"
    private static let mixed = """
          - secret: one
            targets: { apps: [\(app)1, \(app)2] }
        \(key)  - secret: two
            targets: { csv: a.csv }
            keys: { password: { column: pass } }
          - secret: three
        \(key)  - secret: four
            targets: { all: true }
        \(key)  - secret: five
            targets: { csv: b.csv }
        \(key)
        """
    private static let lists = [
        "a.csv": "app_id,pass\n\(app)3,x\n\n\(app)4,y\n", "b.csv": "app_id\n",
    ]

    @Test("apps, lists, the table and the API's apps come in the order of the entries")
    func order() throws {
        let steps = try steps(files: Self.lists, entries: Self.mixed)
        #expect(
            steps == [
                "0: one@1 [], p.yaml: secrets[0].targets.apps", "0: one@2 [], p.yaml: secrets[0].targets.apps",
                "0: end", "1: two@3 [\"pass\"], a.csv:2", "1: two@4 [\"pass\"], a.csv:4", "1: end",
                "2: imported three", "2: end", "4: end",
            ])
    }

    @Test("lists that are kept are not read")
    func kept() throws {
        let steps = try steps(entries: Self.mixed, keepsLists: true)
        #expect(
            steps.dropFirst(3) == [
                "1: previous", "1: end", "2: imported three", "2: end", "4: previous", "4: end",
            ])
    }

    @Test("a row that is wrong is reported when it is reached, and not before")
    func wrongRow() throws {
        let files = ["a.csv": "app_id,pass\n\(Self.app)3,x\nnobody,y\n"]
        let entries = "  - secret: two\n    targets: { csv: a.csv }\n    keys: { password: { column: pass } }\n"
        try read(files: files, entries: entries) { targets in
            let first = try targets.next().map(Self.text)
            #expect(first == "0: two@3 [\"pass\"]")
            #expect(throws: JobFileError.self) { _ = try targets.next() }
        }
    }
}
