import Foundation
import TestSupport
import Testing

/// Several processes that find neither database nor key.
@Suite(.fewAtATime) struct FirstOpeningTests {
    @Test("whoever is first, all of them work, with one key", arguments: 0..<12)
    func race(round: Int) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writePlan(apps: 2)
        var started = program
        started.environment["REKEY_DATABASE"] = program.folder + "/state/here/rekey.db"
        let endings = try await withThrowingTaskGroup(of: Program.Ending.self) { [started] group in
            for number in 0..<(3 + round % 6) {
                group.addTask {
                    try await started.run(number.isMultiple(of: 2) ? ["init"] : ["plan", "apply", "plan.yaml"])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for ending in endings { #expect(ending.code == 0, "\(ending.errors)") }
        #expect(try await started.run("audit", "verify").output.hasPrefix("the audit trail is whole: 1 rows"))
        let files = try FileManager.default.contentsOfDirectory(atPath: program.folder + "/state/here")
        #expect(files.filter { !$0.hasPrefix("rekey.db-") }.sorted() == ["rekey.db", "rekey.key"])
    }
}
