import Foundation
import Sandbox
import TestSupport

extension Program {
    /// The items that the record calls done.
    func succeeded(run: Int) async throws -> [SandboxTarget] {
        try await rows("SELECT app_id, secret_name FROM run_outcomes WHERE run = \(run) AND state = 'succeeded'")
            .map { SandboxTarget(app: $0[0], secret: $0[1]) }
    }

    func runCount() async throws -> Int {
        Int(try await rows("SELECT count(*) FROM run_summary").first?.first ?? "") ?? 0
    }

    /// Runs a command that must work, and notes it where it does not.
    func expectDone(_ arguments: [String], _ trouble: inout [String]) async throws {
        let ending = try await run(arguments)
        if ending.code != 0 {
            trouble.append("\(arguments.joined(separator: " ")): \(ending.code) \(ending.errorLine)")
        }
    }
}
