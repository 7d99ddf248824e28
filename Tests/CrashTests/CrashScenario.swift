import CrashPoints
import Foundation
import Sandbox
import TestSupport

#if canImport(Glibc)
    import Glibc
#endif

/// The life of a plan, from its file to its removal, with one crash in it.
struct CrashScenario: Sendable {
    let point: CrashPoint
    let visit: Int
    let answer: AnswerClass
    var secrets = Secrets.exist

    /// What the API has before the first run.
    enum Secrets: String, Sendable {
        /// Every item is a PUT.
        case exist
        /// Every item is a POST, and a PUT once its secret is there.
        case areMissing
        /// Every item is a PUT, and its values are read back.
        case areConfirmed

        var settings: String { self == .areConfirmed ? "confirm: every" : "confirm: off" }
        var entry: String { self == .areMissing ? "    create: missing\n" : "" }
    }

    /// What came of it.
    struct Result: Sendable {
        var point: CrashPoint
        var answer: AnswerClass
        var isVisited = false
        /// Items that did not end as they should, or whose secret does not hold what the record says.
        var lost = 0
        var doubleValues = 0
        var sentAgain = 0
        /// Attempts that the API saw, the record does not have, and that were not under way at the crash.
        var unrecorded = 0
        var trouble: [String] = []
    }

    private struct Item {
        let target: SandboxTarget
        let state: String
        let attempts: Int
        /// Of those, the ones that a crash left without an answer; they may never have left.
        var cancelled = 0
    }

    /// Six items in two sessions, a retry, a second run that is given up, values that are told, a backup that takes
    /// the original's place, housekeeping, the removal.
    private static let steps = [
        ["plan", "apply", "plan.yaml"], ["run", "plan", "--limit", "3"], ["resume", "1"], ["retry", "1"],
        ["run", "plan", "--limit", "1"], ["cancel", "2", "--yes"], ["adopt", "plan", "--csv", "now.csv"],
        ["backup", "copy.db"], ["resume", "--restored", "--database", "copy.db", "--key-file", "rekey.key"],
        ["prune", "--older-than", "1ms", "--yes"], ["key", "rotate"], ["plan", "remove", "plan"],
    ]
    /// So many of the steps belong to the first run.
    private static let firstRunSteps = 4
    private static let items = 6

    func play() async throws -> Result {
        var configuration = SandboxConfiguration()
        configuration.createsAll = secrets != .areMissing
        configuration.faults = try answer.faults.map {
            try Fault(text: secrets == .areMissing ? $0.replacing(":put:", with: ":post:") : $0)
        }
        return try await SandboxServer.serve(configuration) { server in
            let program = try Program(host: server.url)
            defer { program.remove() }
            let ids = try program.writePlan(
                apps: Self.items,
                settings: """
                    retain: 1
                    \(secrets.settings)
                    limits: { rate: none, concurrency: 2, timeout: \(answer.timeout) }
                    retry: { attempts: 8, base: 1ms, cap: 2ms, settle: 0s }
                    stop: { canary: 0, failures: 100%, breaker: 0 }
                    notify: { command: ["true"], on: always }
                    """,
                drop: secrets.entry + "    steps: { set: { command: [\"true\"] }, verify: { command: [\"true\"] } }")
            for id in secrets == .areMissing ? ids : [] { await server.state.add(app: id) }
            try program.write("now.csv", "app_id,password\n\(ids[0]),told\n")
            return try await play(program, server)
        }
    }

    private func play(_ program: Program, _ server: SandboxServer) async throws -> Result {
        var result = Result(point: point, answer: answer)
        var confirmed: [SandboxTarget: Int] = [:]
        for (index, step) in Self.steps.enumerated() {
            if index == Self.firstRunSteps {
                try await checkRun(program, server, confirmed, &result)
                if result.isVisited { break }
            }
            let isArmed = !result.isVisited
            let ending = try await program.run(
                step, environment: isArmed ? ["REKEY_CRASH_AT": "\(point.rawValue):\(visit)"] : [:])
            if ending.code != 128 + SIGKILL {
                note(ending, of: step, &result)
                continue
            }
            result.isVisited = true
            for item in index < Self.firstRunSteps ? try await items(program) : [] {
                let puts = await server.state.writeCount(item.target)
                if item.state == "succeeded" { confirmed[item.target] = puts }
                result.unrecorded += max(0, puts - item.attempts - (item.state == "sending" ? 1 : 0))
            }
            let recovery = try await recovery(from: step, program)
            if let recovery { note(try await program.run(recovery), of: recovery, &result) }
        }
        let audit = try await program.run("audit", "verify")
        if audit.code != 0 { result.trouble.append("audit verify: \(audit.output)\(audit.errorLine)") }
        return result
    }

    /// The same again, but a run that has begun is resumed.
    private func recovery(from step: [String], _ program: Program) async throws -> [String]? {
        guard step[0] == "run" else { return step }
        return try await program.runCount() < (step.last == "3" ? 1 : 2)
            ? step : step.last == "3" ? ["resume", "1"] : nil
    }

    private func note(_ ending: Program.Ending, of step: [String], _ result: inout Result) {
        // A step that a crash cut after its commit finds its work done, and says so.
        let isFine = [0, 1, 75].contains(ending.code) || [64, 73].contains(ending.code) && result.isVisited
        if !isFine { result.trouble.append("\(step.joined(separator: " ")): \(ending.code) \(ending.errorLine)") }
    }

    /// The first run, once everything has been done for it.
    private func checkRun(
        _ program: Program, _ server: SandboxServer, _ confirmed: [SandboxTarget: Int], _ result: inout Result
    ) async throws {
        let items = try await items(program)
        result.lost += Self.items - items.count { $0.state == "succeeded" }
        result.doubleValues += await server.state.targetsWithDifferingValues.count
        for (target, puts) in confirmed where await server.state.writeCount(target) != puts { result.sentAgain += 1 }
        for item in items {
            // Each request is in the record. What a crash left under way may never have left, and on a busy machine one
            // with a short timeout may end before the API saw it.
            let puts = await server.state.writeCount(item.target)
            let isTooMany =
                item.attempts - item.cancelled > puts && answer != .timeout && secrets != .areConfirmed
            if isTooMany || puts > item.attempts {
                result.trouble.append("\(item.attempts) attempts in the record, \(puts) at the API")
            }
        }
    }

    private func items(_ program: Program) async throws -> [Item] {
        try await program.rows(
            """
            SELECT app_id, secret_name, state, attempts,
                   (SELECT count(*) FROM attempt_log AS a WHERE a.run = o.run AND a.app_id = o.app_id
                    AND a.secret_name = o.secret_name AND a.error_kind = 'cancelled')
            FROM run_outcomes AS o WHERE run = 1
            """
        ).map { row in
            Item(
                target: SandboxTarget(app: row[0], secret: row[1]), state: row[2], attempts: Int(row[3]) ?? -1,
                cancelled: Int(row[4]) ?? 0)
        }
    }
}
