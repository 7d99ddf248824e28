import Foundation
import Sandbox
import TestSupport

extension Program {
    /// The items that the record calls done.
    func succeeded(run: Int) async throws -> [SandboxTarget] {
        let rows = try await self.run("items", String(run), "--state", "succeeded", "-o", "csv").output
        return rows.split(separator: "\n").dropFirst().map { row in
            let fields = row.split(separator: ",", omittingEmptySubsequences: false)
            return SandboxTarget(app: String(fields[2]), secret: String(fields[3]))
        }
    }

    /// Runs a command that must work, and notes it where it does not.
    func expectDone(_ arguments: [String], _ trouble: inout [String]) async throws {
        let ending = try await run(arguments)
        if ending.code != 0 {
            trouble.append("\(arguments.joined(separator: " ")): \(ending.code) \(ending.errorLine)")
        }
    }
}
