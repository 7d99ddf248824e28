import Foundation
import Sandbox
import TestSupport

/// The built program, a stand-in of the API that takes any token, and a token endpoint that answers as the test says.
struct TokenScene: Sendable {
    let program: Program
    let server: SandboxServer

    /// One request that reached the token endpoint.
    struct Request: Decodable, Sendable {
        let time: Double
        let method: String
        let path: String
        let authorization: String?
        let body: String
    }

    static let token = #"{"body":{"access_token":"plant-access","token_type":"Bearer","expires_in":3600}}"#

    /// - Parameter plan: lines of the plan between its name and `secrets`.
    static func open<R: Sendable>(
        apps: Int = 1, faults: [String] = [], plan: String = "retry: { attempts: 2, base: 1ms, cap: 2ms }",
        _ body: @Sendable @escaping (TokenScene) async throws -> R
    ) async throws -> R {
        try await Sandboxed.run(faults: faults, change: { $0.acceptsAnyToken = true }) { program, server async throws in
            var program = program
            program.environment["NX1_API_KEY"] = nil
            program.environment["NX1_CLIENT_ID"] = "machine"
            program.environment["NX1_CLIENT_SECRET"] = "plant-client-secret"
            program.environment["TOKEN_SERVER"] = #filePath.replacing(
                "TokenScene.swift", with: "Provider/token_server.py")
            try program.writePlan(apps: apps, settings: "limits: { rate: none, concurrency: 1 }\nguard: off\n\(plan)")
            _ = try await program.run("plan", "apply", "plan.yaml")
            return try await body(TokenScene(program: program, server: server))
        }
    }

    /// Runs a script beside the token endpoint. `$PORT` is its port, `$URL` the token URL, `$REKEY_PROGRAM` the program.
    func script(_ script: String) async throws -> Program.Ending { try await self.script([Self.token], script) }

    func script(_ steps: [String], _ script: String) async throws -> Program.Ending {
        try program.write("steps.json", "[" + steps.joined(separator: ",") + "]")
        return try await program.shell(
            """
            rm -f port log.jsonl
            python3 "$TOKEN_SERVER" port log.jsonl steps.json > /dev/null 2> server.txt & token_server=$!
            trap 'kill $token_server' EXIT
            for i in $(seq 200); do [ -s port ] && break; sleep 0.05; done
            PORT=$(cat port); URL=http://127.0.0.1:$PORT/token
            \(script)
            """)
    }

    /// What reached it, in its order.
    func requests() -> [Request] {
        let log = FileManager.default.contents(atPath: program.folder + "/log.jsonl") ?? Data()
        return log.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONDecoder().decode(Request.self, from: $0) }
    }

    var tokenRequests: [Request] { requests().filter { $0.method == "POST" } }
}
