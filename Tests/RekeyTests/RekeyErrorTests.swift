import Foundation
import Testing

@testable import Rekey

/// The codes by which a program branches on errors.
@Suite struct RekeyErrorTests {
    @Test(
        "each kind of error has its code",
        arguments: [
            (RequestError("the plan x was not run"), RekeyError.Code.invalidRequest),
            (StoreError.locked(database: "rekey.db", process: 7), .locked),
            (StoreError.lockedByProgram(database: "rekey.db", programs: []), .locked),
            (StoreError.wrongKey(keyFile: "rekey.key", database: "rekey.db"), .key),
            (StoreError.notOriginal("this is a copy"), .restoredCopy),
            (StoreError.noFolder("/x", reason: "no"), .database),
            (StoreError.interrupted, .interrupted),
            (LookupError.wrong("no app is tagged"), .planTargets),
            (LookupError.refused("401", advice: "log in"), .credentialsRefused),
            (LookupError.unreachable("no answer"), .unreachable),
            (LookupError.misconfigured("404"), .configuration),
            (StartRefusal("the plan has expired"), .planTargets),
            (CocoaError(.fileNoSuchFile), .other),
        ] as [(any Error, RekeyError.Code)])
    func codes(error: any Error, code: RekeyError.Code) {
        let translated = RekeyError(error)
        #expect(translated.code == code)
        #expect(translated.description == "\(error)")
    }

    /// Programs store these texts in logs and metrics: a change breaks them.
    @Test("the texts of the codes do not change")
    func texts() {
        let codes: [RekeyError.Code] = [
            .invalidRequest, .jobFile, .planTargets, .configuration, .credentialsRefused, .unreachable, .key, .locked,
            .restoredCopy, .database, .runWaiting, .resources, .interrupted, .other,
        ]
        #expect(
            codes.map(\.description) == [
                "invalid_request", "job_file", "plan_targets", "configuration", "credentials_refused", "unreachable",
                "key", "locked", "restored_copy", "database", "run_waiting", "resources", "interrupted", "other",
            ])
        #expect(Set(codes).count == codes.count)
    }

    @Test("a call with a wrong job file or an unknown plan throws the code for it")
    func calls() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // the system empties that folder anyway
        let environment = ["HOME": folder, "REKEY_DATABASE": folder + "/rekey.db"]
        let rotator = try await Rotator(at: StorePlace(environment: environment), environment: environment)
        try Data("version: 1\n".utf8).write(to: URL(fileURLWithPath: folder + "/wrong.yaml"))
        let wrongFile = await #expect(throws: RekeyError.self) {
            try await rotator.apply(jobFile: folder + "/wrong.yaml")
        }
        #expect(wrongFile?.code == .jobFile)
        let unknownPlan = await #expect(throws: RekeyError.self) { try await rotator.run(plan: "unknown") }
        #expect(unknownPlan?.code == .invalidRequest)
        let unknownRun = await #expect(throws: RekeyError.self) { try await rotator.retry(run: 7) }
        #expect(unknownRun?.code == .invalidRequest)
    }
}
