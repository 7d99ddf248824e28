import Foundation
import Rekey
import Sandbox
import TestSupport
import Testing

// example begins
/// Finishes what an earlier call began. Where there is nothing of the kind, runs the job file's plan.
/// - Parameter environment: where the database, the API and the credentials are.
func rotate(_ plan: String, jobFile: String, environment: [String: String]) async throws -> [RunReport] {
    let rotator = try await Rotator(at: StorePlace(environment: environment), environment: environment)
    let finished = try await rotator.resume()
    guard finished.isEmpty else { return finished }
    try await rotator.apply(jobFile: jobFile)
    return [try await rotator.run(plan: plan)]
}

/// What somebody should hear of a run, or `nil`.
func complaint(about report: RunReport) -> String? {
    switch report.state {
    case "succeeded": nil
    case "failed": "run \(report.run): \(report.failed) failed, \(report.unknown) unknown; fix the causes and retry"
    default: "run \(report.run): \(report.stopReason ?? report.state); the next call goes on with it"
    }
}
// example ends

/// The example of GettingStarted.md, with the job file that stands there, against a stand-in of the API.
@Suite(.fewAtATime) struct ExampleTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    private static let plan = "nightly-db-passwords"

    private static func article() throws -> String {
        try String(contentsOfFile: root + "/Sources/Rekey/Rekey.docc/GettingStarted.md", encoding: .utf8)
    }

    /// The first block of the article in a language.
    private static func block(_ language: String) throws -> String {
        let parts = try article().components(separatedBy: "```\(language)\n")
        let begin = try #require(parts.dropFirst().first)
        return begin.components(separatedBy: "```\n")[0]
    }

    /// What a user has.
    private struct Scene: Sendable {
        let server: SandboxServer
        let jobFile: String
        let environment: [String: String]
        let targets: [SandboxTarget]

        func rotate() async throws -> [RunReport] {
            try await RekeyTests.rotate(ExampleTests.plan, jobFile: jobFile, environment: environment)
        }

        /// The passwords that the API has, one for each target that has one.
        func passwords() async -> [String] {
            var passwords: [String] = []
            for target in targets {
                if let password = await server.state.values(target)?["password"] { passwords.append(password) }
            }
            return passwords
        }
    }

    private func play(
        faults: [String] = [], _ body: @Sendable @escaping (Scene) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        configuration.faults = try faults.map { try Fault(text: $0) }
        let text = try Self.block("yaml")
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // the system empties that folder anyway
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/nightly.yaml"))
        let targets = text.matches(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/).map {
            SandboxTarget(app: String($0.output.0), secret: "db-credentials")
        }
        try await SandboxServer.serve(configuration) { server in
            let environment = [
                "HOME": folder, "REKEY_DATABASE": folder + "/rekey.db", "NX1_HOST": server.url,
                "NX1_API_KEY": "sandbox-psk",
            ]
            try await body(
                Scene(
                    server: server, jobFile: folder + "/nightly.yaml", environment: environment, targets: targets))
        }
    }

    @Test("every secret of the plan gets a value of its own, and the next call makes new ones")
    func whole() async throws {
        try await play { scene async throws in
            #expect(scene.targets.count == 3)
            let reports = try await scene.rotate()
            #expect(reports.map(\.state) == ["succeeded"] && reports.map(\.succeeded) == [3])
            #expect(reports.compactMap(complaint(about:)).isEmpty)
            let first = await scene.passwords()
            #expect(Set(first).count == 3 && first.allSatisfy { $0.count == 40 })
            for target in scene.targets {
                let values = await scene.server.state.values(target)
                #expect(values?["username"] == "svc" && values?.count == 2)
            }
            let next = try await scene.rotate()
            #expect(next.map(\.run) == [2])
            let second = await scene.passwords()
            #expect(second.count == 3 && Set(second).isDisjoint(with: first))
        }
    }

    @Test("a call that ends early says why, and the next one finishes its run with the values that it has")
    func stopped() async throws {
        try await play(faults: ["401:put:skip=1:times=1"]) { scene async throws in
            let reports = try await scene.rotate()
            #expect(reports.map(\.state) == ["stopped"])
            let complaints = reports.compactMap(complaint(about:))
            #expect(complaints.count == 1 && complaints.allSatisfy { $0.hasPrefix("run 1: unauthorized") })
            let finished = try await scene.rotate()
            #expect(finished.map(\.run) == [1] && finished.map(\.state) == ["succeeded"])
            #expect(await scene.passwords().count == 3)
            #expect(await scene.server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a copy of the database sends nothing until it is said to take the original's place")
    func copied() async throws {
        try await play { scene async throws in
            _ = try await scene.rotate()
            let original = try #require(scene.environment["REKEY_DATABASE"])
            let copy = original.replacing("rekey.db", with: "copy.db")
            try FileManager.default.copyItem(atPath: original, toPath: copy)
            var environment = scene.environment
            environment["REKEY_DATABASE"] = copy
            environment["REKEY_KEY_FILE"] = original.replacing("rekey.db", with: "rekey.key")
            let before = await scene.passwords()
            let place = StorePlace(environment: environment)
            let cautious = try await Rotator(at: place, environment: environment)
            await #expect(throws: RekeyError.self) { try await cautious.run(plan: Self.plan) }
            #expect(await scene.passwords() == before)
            let told = try await Rotator(at: place, environment: environment, isRestored: true)
            #expect(try await told.run(plan: Self.plan).state == "succeeded")
            #expect(Set(await scene.passwords()).isDisjoint(with: before))
        }
    }

    @Test("what failed is said, and what succeeded is in place")
    func failed() async throws {
        try await play(faults: ["404:put:skip=1:times=1"]) { scene async throws in
            let reports = try await scene.rotate()
            #expect(reports.compactMap(complaint(about:)) == ["run 1: 1 failed, 0 unknown; fix the causes and retry"])
            #expect(await scene.passwords().count == 2)
        }
    }

    @Test("a task that is cancelled leaves a run that the next call finishes")
    func cancelled() async throws {
        try await play(faults: ["hang:put:times=1"]) { scene async throws in
            let reports = try await withThrowingTaskGroup(of: [RunReport].self) { group in
                group.addTask { try await scene.rotate() }
                let isUnderWay = try await eventually {
                    await scene.server.state.entries.contains { $0.method == "PUT" }
                }
                #expect(isUnderWay)
                group.cancelAll()
                return try await group.next() ?? []
            }
            #expect(reports.map(\.state) == ["interrupted"])
            #expect(await scene.passwords().isEmpty)
            #expect(try await scene.rotate().map(\.state) == ["succeeded"])
            #expect(await scene.passwords().count == 3)
            #expect(await scene.server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("the code between the markers stands in GettingStarted.md, word for word")
    func verbatim() throws {
        let parts = Self.flush(try String(contentsOfFile: #filePath, encoding: .utf8))
            .components(separatedBy: "\n// example begins\n")
        try #require(parts.count == 2)
        let code = parts[1].components(separatedBy: "\n// example ends\n")[0] + "\n"
        let shown = Self.flush(try Self.block("swift"))
        #expect(code.contains("Rotator") && code == shown)
    }

    /// Without indentation.
    private static func flush(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
    }
}
