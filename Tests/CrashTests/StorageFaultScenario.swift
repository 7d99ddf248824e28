import Foundation
import Sandbox
import TestSupport

/// The disk fails at one write or sync, once, or is full from that one on.
struct StorageFaultScenario: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case fails
        case full
    }

    let kind: Kind
    /// Which of `steps` it hits, and at which of its writes and syncs.
    let step: Int
    let position: Int

    struct Result: Sendable {
        /// Whether the step noticed; without, it had no such position.
        var isVisited = false
        var code: Int32 = 0
        var lost = 0
        var doubleValues = 0
        var sentAgain = 0
        var trouble: [String] = []
    }

    static let steps = [["plan", "apply", "plan.yaml"], ["run", "plan"]]
    private static let items = 6

    func play() async throws -> Result {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        configuration.faults = [try Fault(text: "cut-after:put:each:times=1")]
        return try await SandboxServer.serve(configuration) { server in
            let program = try Program(host: server.url)
            defer { program.remove() }
            try program.writePlan(
                apps: Self.items,
                settings: """
                    limits: { rate: none, concurrency: 2 }
                    retry: { attempts: 4, base: 1ms, cap: 2ms }
                    stop: { canary: 0, failures: 100%, breaker: 0 }
                    """)
            return try await play(program, server)
        }
    }

    private func play(_ program: Program, _ server: SandboxServer) async throws -> Result {
        var result = Result()
        var preload = Preload(folder: program.folder)
        for (index, arguments) in Self.steps.enumerated() where index <= step {
            if index == step {
                preload.failAt = kind == .fails ? position : nil
                preload.fullFrom = kind == .full ? position : nil
            }
            let ending = try await program.run(arguments, environment: preload.environment)
            if ending.code == 0 { continue }
            result.isVisited = true
            result.code = ending.code
            let lines = ending.errors.split(separator: "\n").filter { !$0.contains("notice:") && !$0.contains("to go") }
            if ![73, 74].contains(ending.code) || lines.count != 1 {
                result.trouble.append("\(ending.code) \(ending.errors)")
            }
        }
        guard result.isVisited else { return result }
        var confirmed: [SandboxTarget: Int] = [:]
        for target in step == 1 ? try await program.succeeded(run: 1) : [] {
            confirmed[target] = await server.state.putCount(target)
        }
        // The cause is gone: the same again, or what the run has left.
        if step == 0 { try await program.expectDone(["plan", "apply", "plan.yaml"], &result.trouble) }
        let hasRun = try await program.run("runs", "-o", "csv").output.split(separator: "\n").count > 1
        try await program.expectDone(hasRun ? ["resume"] : ["run", "plan"], &result.trouble)
        result.lost = Self.items - (try await program.succeeded(run: 1).count)
        result.doubleValues = await server.state.targetsWithDifferingValues.count
        for (target, puts) in confirmed where await server.state.putCount(target) != puts { result.sentAgain += 1 }
        return result
    }
}
