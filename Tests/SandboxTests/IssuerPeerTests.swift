import Foundation
import TestSupport
import Testing

@testable import Sandbox

#if canImport(Glibc)
    import Glibc
#endif

/// Access tokens that another library signed, and opaque ones. `REKEY_OIDC` names a folder of programs whose `python` has
/// PyPI's `joserfc`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["REKEY_OIDC"] != nil)) struct IssuerPeerTests {
    @Test("a token holds where the issuer's key signed it, until its end, and an opaque one where the issuer knows it")
    func tokens() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "issuer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder of the test's own
        let portFile = folder.appending(path: "port")
        let process = Process()
        let programs = try #require(ProcessInfo.processInfo.environment["REKEY_OIDC"])
        process.executableURL = URL(fileURLWithPath: programs + "/python")
        process.arguments = [
            "-B", #filePath.replacing("IssuerPeerTests.swift", with: "Peer/issuer.py"), portFile.path,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Threads of the runtime block other signals, and their children inherit that.
        defer { kill(process.processIdentifier, SIGKILL) }
        #expect(try await eventually { FileManager.default.fileExists(atPath: portFile.path) })
        let issuer = try #require(Int(try String(contentsOf: portFile, encoding: .utf8)))
        let url = "http://127.0.0.1:\(issuer)"
        try await SandboxClient.run({ $0.issuer = url }) { client async throws in
            func token(_ query: String) async throws -> String {
                let answer = try await SandboxClient.answer("GET", "/token?" + query, port: issuer)
                return try #require(answer?.text("access_token"))
            }
            for (query, status) in [
                ("alg=RS256&exp=60", 200), ("alg=ES256&exp=60", 200), ("alg=RS256&exp=-1", 401),
                ("alg=RS256&exp=60&iss=http://127.0.0.1:1", 401), ("alg=RS256&exp=60&kid=ec", 401),
                ("alg=ES256&exp=60&kid=none", 401),
            ] {
                #expect(try await client.status(bearer: try await token(query)) == status, "\(query)")
            }
            #expect(try await client.status(bearer: "opaque") == 200)
            #expect(try await client.status(bearer: "another") == 401)
        }
    }
}
