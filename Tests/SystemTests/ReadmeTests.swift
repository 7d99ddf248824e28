import Foundation
import TestSupport
import Testing

/// What the README shows in a terminal is what the present version prints.
@Suite(.fewAtATime) struct ReadmeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private struct Step {
        let command: String
        var output: String
    }

    /// The commands and outputs of all blocks under `<!-- walk -->`, in their order.
    private func steps(_ text: String) -> [Step] {
        var steps: [Step] = []
        for block in text.components(separatedBy: "<!-- walk -->\n```console\n").dropFirst() {
            let body = block.components(separatedBy: "\n```\n")[0]
            for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("$ ") {
                    steps.append(Step(command: String(line.dropFirst(2)), output: ""))
                } else if !steps.isEmpty {
                    steps[steps.count - 1].output += line + "\n"
                }
            }
        }
        return steps
    }

    /// Without what is different each time: moments, durations, hashes, the home folder.
    private func settled(_ text: String, home: String) -> String {
        text.replacing(home, with: "/home/you")
            .replacing(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{3}Z| UTC)/, with: "TIME")
            .replacing(/audit: (\d+):[0-9a-f]{64}/) { "audit: \($0.output.1):HASH" }
            .replacing(/\d+(\.\d+)? (ms|s)\b/, with: "DURATION")
            .trimmingCharacters(in: .newlines)
    }

    @Test("every command of the walk prints what stands below it")
    func walk() async throws {
        let readme = try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8)
        let steps = steps(readme)
        try #require(steps.count > 10)
        // The fault that the README orders from its stand-in.
        let fault = try #require(readme.firstMatch(of: /rekey sandbox --port 8080 --fault (\S+) &/)?.output.1)
        let outputs = try await Sandboxed.run(faults: [String(fault)]) { program, _ in
            var program = program
            program.environment["REKEY_DATABASE"] = nil
            try FileManager.default.copyItem(atPath: Self.root + "/jobs", toPath: program.folder + "/jobs")
            let script = steps.map { "echo '@@'\n\($0.command)\n" }.joined()
            try program.write(".walk", "rekey() { \"$REKEY_PROGRAM\" \"$@\"; }\n" + script)
            let ending = try await program.shell("bash .walk 2>&1")
            return settled(ending.output, home: program.folder).components(separatedBy: "@@\n").dropFirst()
        }
        #expect(outputs.count == steps.count)
        for (step, output) in zip(steps, outputs) {
            #expect(settled(step.output, home: "/home/you") == settled(output, home: "/home/you"), "$ \(step.command)")
        }
    }
}
