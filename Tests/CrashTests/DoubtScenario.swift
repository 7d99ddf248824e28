import CrashPoints
import Foundation
import Sandbox
import TestSupport

#if canImport(Glibc)
    import Glibc
#endif

/// A run whose first answers are never seen, the replay that is answered in some way, and what people do next.
///
/// The stand-in judges: it knows every value that came, and which one was in force at that moment.
struct DoubtScenario: Sendable {
    /// How the first answers get lost.
    enum Loss: Sendable {
        /// The run is killed there.
        case crash(CrashPoint)
        /// The API applies the value and closes the connection; the same run tries again.
        case cut
        /// The API applies the value and answers 504, as a proxy in front of it does.
        case gateway

        var name: String {
            switch self {
            case .crash(let point): point.rawValue
            case .cut: "answer cut"
            case .gateway: "504, applied"
            }
        }
    }

    /// What people do after the replay.
    enum Next: String, CaseIterable, Sendable {
        /// One app is rolled back, one is rotated again, the rest is tried again with new values.
        case mixed
        case cancel
    }

    let loss: Loss
    let replay: ReplayClass
    let next: Next
    /// Whether items in doubt are looked at.
    var confirms = false

    struct Result: Sendable {
        var isVisited = false
        /// Passwords beyond the first that one item sent.
        var secondValues = 0
        /// Values sent as the previous one that were not in force.
        var wrongPrevious = 0
        /// Values that were put back although another one was in force before.
        var wrongRollbacks = 0
        /// Items whose value was in place unconfirmed and that the record did not call in doubt.
        var forgottenDoubts = 0
        /// How the items of the run stood after the replay, the most frequent first.
        var outcome = ""
        var trouble: [String] = []
    }

    private static let apps = 3
    private static let plan = """
        version: 1
        plan: p
        retain: 2
        limits: { rate: none, concurrency: 2 }
        retry: { attempts: 2, base: 1ms, cap: 2ms, settle: 0s }
        stop: { canary: 0, failures: 100%, breaker: 0 }
        secrets:
          - secret: db
            targets: { apps: [APPS] }
            keys: { password: { generate: password }, old: { previous: password, or: "" } }
            steps: { set: { command: ["true"] } }

        """

    func play() async throws -> Result {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        configuration.keepsPuts = true
        return try await SandboxServer.serve(configuration) { server in
            let program = try Program(host: server.url)
            defer { program.remove() }
            let ids = (1...Self.apps).map { "0000000\($0)-0000-4000-8000-000000000000" }
            let plan = Self.plan.replacing("retain: 2", with: "retain: 2\nconfirm: \(confirms ? "unknown" : "off")")
            try program.write("p.yaml", plan.replacing("APPS", with: ids.joined(separator: ", ")))
            return try await play(program, server, ids)
        }
    }

    private func play(_ program: Program, _ server: SandboxServer, _ ids: [String]) async throws -> Result {
        var result = Result()
        for step in [["plan", "apply", "p.yaml"], ["run", "p"]] {
            let ending = try await program.run(step)
            if ending.code != 0 { result.trouble.append("\(step): \(ending.code) \(ending.errorLine)") }
        }
        let first = await server.state.puts.count
        try await loseAnswers(program, server, &result)
        let ofTheRun = Self.newPasswords(await server.state.puts, from: first)
        result.secondValues += ofTheRun.values.reduce(0) { $0 + max(0, $1.count - 1) }
        guard result.isVisited else { return result }
        await server.state.cancelFaults()
        try await inspect(program, server, &result)

        for step in next.steps(ids) {
            let start = await server.state.puts.count
            let ending = try await program.run(step)
            if ![0, 1, 65, 75].contains(ending.code) && !(step[0] == "cancel" && ending.code == 64) {
                result.trouble.append("\(step.joined(separator: " ")): \(ending.code) \(ending.errorLine)")
            }
            let puts = await server.state.puts
            for (target, new) in Self.newPasswords(puts, from: start) where !new.isEmpty {
                switch step[0] {
                case "run": result.secondValues += new.count - 1
                case "retry":
                    // The run's own value, or another one where none of the run's was ever applied.
                    let earlier = ofTheRun[target] ?? []
                    let isInPlace = puts.contains {
                        $0.target == target && $0.isApplied && earlier.contains($0.values["password"] ?? "")
                    }
                    result.secondValues += new.count - (earlier.isEmpty || !isInPlace ? 1 : 0)
                default: result.secondValues += new.count
                }
            }
            for put in await server.state.puts[start...] where step[0] == "rollback" {
                if put.values["password"] != firstPassword(of: put.target, await server.state.puts) {
                    result.wrongRollbacks += 1
                }
            }
        }
        judge(await server.state.puts, &result)
        let audit = try await program.run("audit", "verify")
        if audit.code != 0 { result.trouble.append("audit verify: \(audit.output)\(audit.errorLine)") }
        return result
    }

    /// The second run, up to the end of its replay.
    private func loseAnswers(_ program: Program, _ server: SandboxServer, _ result: inout Result) async throws {
        let replays = try replay.faults.map { try Fault(text: $0) }
        switch loss {
        case .cut, .gateway:
            var lost = try Fault(text: "cut-after:put:each:times=1")
            if case .gateway = loss { lost = try Fault(text: "504:put:applied:each:times=1") }
            await server.state.order(lost)
            for fault in replays {
                var later = fault
                later.scope = .target
                later.skip = fault.method == nil ? 1 : 0  // the guard's GET comes first, the lost PUT is not counted
                await server.state.order(later)
            }
            _ = try await program.run("run", "p")
            result.isVisited = true
        case .crash(let point):
            let isOfTheResume = point.rawValue.hasPrefix("re") && !point.rawValue.hasPrefix("release")
            let first = isOfTheResume ? CrashPoint.answered : point
            var ending = try await program.run(["run", "p"], environment: ["REKEY_CRASH_AT": first.rawValue])
            for fault in replays { await server.state.order(fault) }
            if isOfTheResume {
                ending = try await program.run(["resume", "2"], environment: ["REKEY_CRASH_AT": point.rawValue])
            }
            result.isVisited = ending.code == 128 + SIGKILL
            if result.isVisited { _ = try await program.run("resume", "2") }
        }
    }

    /// What the record says after the replay, beside what is in force.
    private func inspect(_ program: Program, _ server: SandboxServer, _ result: inout Result) async throws {
        let rows = try await program.rows("SELECT app_id, secret_name, state, in_doubt FROM run_outcomes WHERE run = 2")
        var states: [String: Int] = [:]
        for row in rows {
            let target = SandboxTarget(app: row[0], secret: row[1])
            let isInDoubt = row[3] == "1"
            states[row[2] + (isInDoubt ? "?" : ""), default: 0] += 1
            let inForce = await server.state.values(target)?["password"]
            let first = firstPassword(of: target, await server.state.puts)
            let isInPlace = inForce != nil && inForce != first
            if isInPlace && row[2] != "succeeded" && !isInDoubt && row[2] != "sending" {
                result.forgottenDoubts += 1
            }
        }
        result.outcome = states.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.first?.key ?? ""
    }

    private func firstPassword(of target: SandboxTarget, _ puts: [SandboxPut]) -> String? {
        puts.first { $0.target == target }?.values["password"]
    }

    /// The passwords of each target that came first from the PUT with this index on.
    private static func newPasswords(_ puts: [SandboxPut], from start: Int) -> [SandboxTarget: Set<String>] {
        var seen: [SandboxTarget: Set<String>] = [:]
        var new: [SandboxTarget: Set<String>] = [:]
        for (index, put) in puts.enumerated() {
            let password = put.values["password"] ?? ""
            let isNew = seen[put.target, default: []].insert(password).inserted
            if isNew && index >= start { new[put.target, default: []].insert(password) }
        }
        return new
    }

    /// What comes as the old password was in force when the new one first came.
    private func judge(_ puts: [SandboxPut], _ result: inout Result) {
        for (_, puts) in Dictionary(grouping: puts, by: \.target) {
            var seen: Set<String> = []
            for put in puts {
                let password = put.values["password"] ?? ""
                let old = put.values["old"] ?? ""
                guard seen.insert(password).inserted else { continue }  // a replay, or a rollback
                if old != (put.inForce?["password"] ?? "") { result.wrongPrevious += 1 }
            }
        }
    }
}

extension DoubtScenario.Next {
    func steps(_ ids: [String]) -> [[String]] {
        switch self {
        case .mixed:
            [
                ["rollback", "2", "--app", ids[0], "--yes"], ["run", "p", "--app", ids[1]],
                ["retry", "2", "--regenerate"], ["run", "p"],
            ]
        case .cancel:
            [["cancel", "2", "--yes"], ["run", "p"], ["prune", "--older-than", "1ms", "--yes"], ["run", "p"]]
        }
    }
}
