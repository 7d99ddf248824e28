import Sandbox
import TestSupport

/// What is left of a plan's application and its run after something went wrong once, and after going on from it.
struct Aftermath: Sendable {
    /// Whether it went wrong at all; without, there was no such moment.
    var isVisited = false
    /// Items that did not succeed in the end.
    var lost = 0
    /// Items of which the API got two different values.
    var doubleValues = 0
    /// Items that the record called done, and that were sent once more.
    var sentAgain = 0
    var trouble: [String] = []

    /// The two commands that the scenarios spoil, one at a time.
    static let steps = [["plan", "apply", "plan.yaml"], ["run", "plan"]]
    private static let items = 6

    /// A few secrets of an API that loses the first answer about each.
    static func scene<Result: Sendable>(
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> Result
    ) async throws -> Result {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        configuration.faults = [try Fault(text: "cut-after:put:each:times=1")]
        return try await SandboxServer.serve(configuration) { server in
            let program = try Program(host: server.url)
            defer { program.remove() }
            try program.writePlan(
                apps: items,
                settings: """
                    limits: { rate: none, concurrency: 2 }
                    retry: { attempts: 4, base: 1ms, cap: 2ms }
                    stop: { canary: 0, failures: 100%, breaker: 0 }
                    """)
            return try await body(program, server)
        }
    }

    /// Does the spoilt step again, or what it has left, and compares the end with what the API saw.
    mutating func goOn(from step: Int, _ program: Program, _ server: SandboxServer) async throws {
        var confirmed: [SandboxTarget: Int] = [:]
        for target in step == 1 ? try await program.succeeded(run: 1) : [] {
            confirmed[target] = await server.state.putCount(target)
        }
        // A plan that was reported as applied need not be applied again.
        if step == 0 { try await program.expectDone(Self.steps[0], &trouble) }
        let hasRun = try await program.runCount() > 0
        try await program.expectDone(hasRun ? ["resume"] : Self.steps[1], &trouble)
        lost = Self.items - (try await program.succeeded(run: 1).count)
        doubleValues = await server.state.targetsWithDifferingValues.count
        for (target, puts) in confirmed where await server.state.putCount(target) != puts { sentAgain += 1 }
    }

    static func + (left: Aftermath, right: Aftermath) -> Aftermath {
        var sum = left
        sum.lost += right.lost
        sum.doubleValues += right.doubleValues
        sum.sentAgain += right.sentAgain
        sum.trouble += right.trouble
        return sum
    }

    var summary: String {
        "values lost \(lost), double values \(doubleValues), confirmed items sent again \(sentAgain)"
    }

    var isHarmless: Bool { lost + doubleValues + sentAgain == 0 && trouble.isEmpty }
}
