import Journal
import Model
import Rekey
import Sandbox
import Secrets
import Values

/// Compares the simulated API's data with the record.
struct DemoCheck {
    let scene: DemoScene
    let server: SandboxServer
    let store: Store

    /// Prints one line for each promise. - Returns: whether all are kept.
    func report(exitCode: Int32, putsBefore: [SandboxTarget: Int]) async throws -> Bool {
        let run = try await store.journal.run(id: 1)
        let agreeing = try await agreement()
        let differing = await server.state.targetsWithDifferingValues.count
        var sentAgain = 0
        for (target, puts) in putsBefore where await server.state.putCount(target) != puts { sentAgain += 1 }
        let lost = await server.state.entries.filter { $0.status == nil }.count
        let lines: [(holds: Bool, text: String)] = [
            (exitCode == 0, "the resumed run ended with exit code \(exitCode)"),
            (
                run.tally.succeeded == scene.secrets,
                "\(run.tally.succeeded) of \(scene.secrets) items succeeded, with \(run.tally.attempts) attempts"
            ),
            (
                agreeing == scene.secrets,
                "\(agreeing) of \(scene.secrets) secrets hold exactly the values whose fingerprints are in the record"
            ),
            (differing == 0, "\(differing) secrets ever got two different values, though \(lost) answers were lost"),
            (sentAgain == 0, "\(sentAgain) items that were confirmed before the kill were sent again"),
        ]
        for line in lines { try StandardOutput.line("\(line.holds ? "  ok  " : "  FAIL") \(line.text)") }
        let holds = lines.allSatisfy(\.holds)
        try StandardOutput.line(
            holds ? "Nothing was lost, and no secret got two different values." : "Something is wrong.")
        return holds
    }

    /// The number of secrets whose values match the fingerprints in the record, key by key.
    private func agreement() async throws -> Int {
        let fingerprint = Fingerprint(key: store.fingerprintKey)
        var recorded: [Target: [String: [UInt8]]] = [:]
        for row in try await store.journal.fingerprints(run: 1) {
            recorded[row.target, default: [:]][row.key.text] = row.bytes
        }
        var agreeing = 0
        for (target, keys) in recorded {
            let there = SandboxTarget(app: target.app.text, secret: target.secret.text)
            let values = await server.state.values(there) ?? [:]
            if values.mapValues({ fingerprint.of(Secret(utf8: $0)) }) == keys { agreeing += 1 }
        }
        return agreeing
    }
}
