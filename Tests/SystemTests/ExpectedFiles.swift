import Foundation
import Testing

/// The files that hold outputs of the program, one folder for each kind. Tests compare them byte by byte.
struct ExpectedFiles {
    private static let variable = "REKEY_RECORD_EXPECTED"
    private static let command = "\(variable)=1 swift test --filter ExpectedOutputTests"
    private static let root = DocumentationPage.root.appending(path: "Tests/SystemTests/Expected")

    let folder: String

    /// Compares the outputs with the folder's files. With the variable set, writes the files instead.
    /// - Parameter outputs: all outputs of the folder, by the name of the file.
    func check(_ outputs: [String: String]) throws {
        if ProcessInfo.processInfo.environment[Self.variable] == "1" { return try record(outputs) }
        let present = try FileManager.default.contentsOfDirectory(atPath: path.path)
        for name in Set(present).subtracting(outputs.keys).sorted() {
            fail("\(folder)/\(name) has no output any more.")
        }
        for (name, output) in outputs.sorted(by: { $0.key < $1.key }) {
            guard present.contains(name) else {
                fail("\(folder)/\(name) is missing.")
                continue
            }
            let expected = try String(contentsOf: path.appending(path: name), encoding: .utf8)
            if expected != output { fail(Self.difference("\(folder)/\(name)", expected, output)) }
        }
    }

    private var path: URL { Self.root.appending(path: folder) }

    private func record(_ outputs: [String: String]) throws {
        // Missing the first time; it is made below.
        try? FileManager.default.removeItem(at: path)
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        for (name, output) in outputs { try Data(output.utf8).write(to: path.appending(path: name)) }
    }

    private func fail(_ text: String) {
        Issue.record("\(text)\nIf the change is intended, update all files and review `git diff`: \(Self.command)")
    }

    /// Names the first line that differs.
    private static func difference(_ name: String, _ expected: String, _ output: String) -> String {
        let lines = [expected, output].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        let same = zip(lines[0], lines[1]).prefix { $0 == $1 }.count
        let texts = lines.map { $0.dropFirst(same).first.map(String.init) ?? "(end of the text)" }
        return "\(name), line \(same + 1), differs\nexpected: \(texts[0])\nfound:    \(texts[1])"
    }
}
