import Foundation
import Journal
import Model
import Rekey
import Sandbox
import Subprocess
import SystemPackage

/// Performs the demonstration and prints each step.
struct DemoPlay: Sendable {
    let scene: DemoScene
    let server: SandboxServer

    /// - Returns: whether all checks passed.
    func perform() async throws -> Bool {
        try scene.write()
        let store = try await Store.open(scene.place, creates: true).store
        let changes = try await PlanWriter(store: store).apply([scene.jobFile])
        say(
            "A simulated API listens on \(server.url). It sometimes fails: \(scene.faults.joined(separator: ", "))."
        )
        say(
            "Plan \(scene.planName): \(changes.first?.targets ?? 0) secrets with three keys each, applied from a job file."
        )

        try await killMidway()
        let before = try await standing(store.journal)
        say(
            "Killed with kill -9. The record says: \(before.done.count) done and confirmed, "
                + "\(before.underway) under way, \(before.waiting) to come.")
        var putsBefore: [SandboxTarget: Int] = [:]
        for target in before.done { putsBefore[target] = await server.state.putCount(target) }

        let began = ContinuousClock.now
        let code = try await rekey(["resume", "--quiet"] + logFormat)
        let seconds = String(format: "%.1f", (ContinuousClock.now - began).inSeconds)
        say("rekey resume ended after \(seconds) s with exit code \(code).")
        return try await DemoCheck(scene: scene, server: server, store: store).report(
            exitCode: code, putsBefore: putsBefore)
    }

    /// Starts a run in a separate process and kills it once half of the secrets are written.
    /// - Throws: `DemoRunEnded` as soon as the run ends by itself.
    private func killMidway() async throws {
        let half = scene.secrets / 2
        let ending = try await Subprocess.run(
            .path(FilePath(executable)), arguments: ["run", scene.planName, "--quiet"],
            environment: environment, input: .none, output: .discarded, error: .sequence
        ) { execution in
            say("rekey run \(scene.planName) began as process \(execution.processIdentifier).")
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                // Its standard error ends when it does.
                group.addTask {
                    var words: [UInt8] = []
                    for try await part in execution.standardError { words += part.withUnsafeBytes(Array.init) }
                    return words
                }
                group.addTask {
                    let deadline = ContinuousClock.now + Self.patience
                    while await server.state.appliedCount < half, ContinuousClock.now < deadline {
                        try await Task.sleep(for: .milliseconds(2))
                    }
                    try execution.send(signal: .kill)
                    return nil
                }
                while let words = try await group.next() {
                    guard let words else { continue }
                    group.cancelAll()
                    return String(decoding: words, as: UTF8.self)
                }
                return ""
            }
        }
        if case .exited(let code) = ending.terminationStatus {
            throw DemoRunEnded(code: code, words: ending.closureResult)
        }
        guard await server.state.appliedCount >= half else {
            throw DemoRunEnded(code: nil, words: ending.closureResult)
        }
    }

    /// A run that is slower than this counts as stuck.
    private static let patience: Duration = .seconds(60)

    private var logFormat: [String] { StandardError.format == .json ? ["--log-format", "json"] : [] }

    private func rekey(_ arguments: [String]) async throws -> Int32 {
        let ending = try await Subprocess.run(
            .path(FilePath(executable)), arguments: .init(arguments), environment: environment, input: .none,
            output: .discarded, error: .currentStandardError)
        switch ending.terminationStatus {
        case .exited(let code): return code
        case .signaled(let number): return 128 + number
        }
    }

    private var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    private var environment: Environment {
        .inherit.updating([
            "NX1_HOST": server.url, "NX1_API_KEY": "sandbox-psk", "REKEY_DATABASE": scene.place.database,
            "REKEY_KEY_FILE": scene.place.keyFile,
        ])
    }

    private func standing(_ journal: Journal) async throws -> (done: [SandboxTarget], underway: Int, waiting: Int) {
        let record = try JournalReader(path: journal.path)
        var done: [SandboxTarget] = []
        var underway = 0
        var waiting = 0
        try record.forEach(.runOutcomes, where: []) { row in
            let fields = Dictionary(uniqueKeysWithValues: row.map { ($0.column, OutputValue($0.cell).cell) })
            switch fields["state"] {
            case "succeeded":
                done.append(SandboxTarget(app: fields["app_id"] ?? "", secret: fields["secret_name"] ?? ""))
            case "sending": underway += 1
            default: waiting += 1
            }
        }
        return (done, underway, waiting)
    }

    private func say(_ text: String) { try? StandardOutput.line(text) }  // without a reader the check still continues
}
