import Foundation
import Model
import Testing

@testable import Sandbox

/// The stand-in's answers, validated by programs that know OpenAPI. `REKEY_OPENAPI` names a Python that has PyPI's
/// `openapi-core` and `schemathesis`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["REKEY_OPENAPI"] != nil)) struct OpenAPIPeerTests {
    private static let interpreter = ProcessInfo.processInfo.environment["REKEY_OPENAPI"]
    private static let forbidden = "8f14e45f-ceea-467f-a0e6-5d2f8c1b9a3e"

    /// - Returns: the exit code, and what it wrote.
    private static func python(_ arguments: [String]) async throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = interpreter.map { URL(fileURLWithPath: $0) }
        process.arguments = ["-B"] + arguments
        let folder = FileManager.default.temporaryDirectory.appending(path: "openapi-peer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // what it leaves there is of no use
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                let data = Result { try output.fileHandleForReading.readToEnd() ?? Data() }
                process.waitUntilExit()
                continuation.resume(
                    with: data.map { (process.terminationStatus, String(decoding: $0, as: UTF8.self)) })
            }
        }
    }

    @Test("every status that the description has is answered, and each answer fits its schema")
    func answers() async throws {
        let echo = try Fault(text: "echo:put:times=1")
        try await SandboxClient.run({ configuration in
            configuration.forbiddenApps = [Self.forbidden]
            configuration.faults = [echo]
        }) { client async throws in
            let script = #filePath.replacing("OpenAPIPeerTests.swift", with: "Peer/answers.py")
            let ended = try await Self.python(
                [script, client.server.url, "sandbox-psk", SandboxClient.app, Self.forbidden])
            #expect(ended.code == 0, "\(ended.output)")
            let description = try await client.get("/openapi.json").fields
            let paths = try #require(description["paths"] as? [String: [String: [String: Any]]])
            for (path, operations) in paths {
                for (method, operation) in operations {
                    let described = (operation["responses"] as? [String: Any] ?? [:]).keys
                    for status in described where (method, status) != ("post", "200") {
                        #expect(ended.output.contains("\(method) \(path) \(status)\n"), "never answered")
                    }
                }
            }
        }
    }

    @Test(
        "generated requests, valid and not, are answered as the description says",
        arguments: [Set<SandboxRoute>(), SandboxRoute.optional])
    func generated(without: Set<SandboxRoute>) async throws {
        try await SandboxClient.run({ configuration in
            configuration.createsAll = true
            configuration.without = without
        }) { client async throws in
            // The API refuses names of keys that its schema lets through, and `Allow` has the first method alone.
            let ended = try await Self.python([
                "-m", "schemathesis.cli", "run", client.server.url + "/openapi.json", "-H",
                "Authorization-PSK: sandbox-psk", "--exclude-checks",
                "positive_data_acceptance,allow_header_conformance", "--phases", "coverage,fuzzing", "--seed", "1",
                "--max-examples", "25", "--no-color",
            ])
            #expect(ended.code == 0, "\(ended.output)")
            #expect(await client.server.state.requestCount > 50)
        }
    }
}
