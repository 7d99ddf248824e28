import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// `rekey adopt --from-api` with the built program.
@Suite(.fewAtATime) struct APIAdoptionCommandTests {
    private static let apps = 450

    private func withPlan(
        apps: Int, change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (Program, SandboxServer, [String]) async throws -> Void
    ) async throws {
        try await Sandboxed.run(change: change) { program, server async throws in
            let ids = (0..<apps).map { _ in UUID().uuidString.lowercased() }
            for (index, id) in ids.enumerated() {
                await server.state.put(
                    .init(app: id, secret: "db"), ["user": "name-\(index)-known", "password": "old"])
            }
            try program.write("apps.csv", "app_id\n" + ids.joined(separator: "\n") + "\n")
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                retain: 1
                limits: { rate: none }
                secrets:
                  - secret: db
                    targets: { csv: apps.csv }
                    keys: { user: { keep: true }, password: { generate: password } }
                """)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            try await body(program, server, ids)
        }
    }

    private func reveals(_ server: SandboxServer) async -> [String] {
        await server.state.entries.map(\.path).filter { $0.hasSuffix("/reveal") }
    }

    @Test("a call that is killed midway is continued by the next one, which reads no committed batch again")
    func killed() async throws {
        try await withPlan(apps: Self.apps) { program, server, ids async throws in
            await server.state.order(try Fault(text: "delay=5ms"))
            let code = try await program.start(["adopt", "p", "--from-api", "--yes"]) { process in
                _ = try await eventually { await reveals(server).count >= 250 }
                kill(process, SIGKILL)
            }
            #expect(code == 128 + SIGKILL)
            let committed = Set(try await program.rows("SELECT app_id FROM run_outcomes").map { $0[0] })
            let adopted = committed.count
            #expect(adopted >= 200 && adopted.isMultiple(of: 100), "\(adopted)")
            let again = try await program.run("adopt", "p", "--from-api", "--yes", "-o", "json")
            #expect(again.code == 0, "\(again.errors)")
            #expect(again.output.contains("\"known\": \(adopted)"), "\(again.output)")
            // Requests of the killed call may arrive late, but of no batch that was committed.
            let readOnce = await reveals(server).filter { path in committed.contains { path.contains($0) } }
            #expect(readOnce.count == adopted)
            #expect(Set(await reveals(server)).count == Self.apps)
            // Each request of a value has its row, the interrupted ones too.
            let audited = try await program.rows(
                "SELECT count(*), count(DISTINCT app_id) FROM audit WHERE action = 'reveal'")
            #expect(Int(audited[0][0]) ?? 0 >= (await reveals(server).count) && audited[0][1] == "\(Self.apps)")
            #expect(try await program.run("audit", "verify").code == 0)
            #expect(try await program.run("run", "p").code == 0)
            #expect(await server.state.values(.init(app: ids[7], secret: "db"))?["user"] == "name-7-known")
        }
    }

    @Test("it asks first, shows no value, and goes with no other source")
    func asked() async throws {
        try await withPlan(apps: 2) { program, server, _ async throws in
            let asked = try await program.run("adopt", "p", "--from-api")
            #expect(asked.code == 64 && asked.errors.contains("--yes"), "\(asked.errors)")
            #expect(asked.errors.contains("2 targets of plan p"))
            #expect(await reveals(server).isEmpty)
            #expect(try await program.run("adopt", "p", "--from-api", "--csv", "apps.csv").code == 64)
            let adopted = try await program.run("adopt", "p", "--from-api", "--yes", "--log-level", "debug")
            #expect(adopted.code == 0 && adopted.output.contains("2 targets of plan p"), "\(adopted.output)")
            #expect(!(adopted.output + adopted.errors).contains("-known"))
        }
    }

    @Test("refused values end with 1 or 65, and an installation without reveal with 78 and the CSV way")
    func endings() async throws {
        try await withPlan(apps: 2) { program, server, ids async throws in
            await server.state.put(.init(app: ids[0], secret: "db"), ["user": "****", "password": "old"])
            let partly = try await program.run("adopt", "p", "--from-api", "--yes")
            #expect(partly.code == 1 && partly.errors.contains(ids[0]), "\(partly.errors)")
        }
        try await withPlan(apps: 1) { program, server, ids async throws in
            await server.state.put(.init(app: ids[0], secret: "db"), ["user": "", "password": "old"])
            #expect(try await program.run("adopt", "p", "--from-api", "--yes").code == 65)
        }
        try await withPlan(apps: 2, change: { $0.without = [.reveal] }) { program, _, _ async throws in
            let missing = try await program.run("adopt", "p", "--from-api", "--yes")
            #expect(missing.code == 78 && missing.errorLine.contains("--csv"), "\(missing.errors)")
        }
        try await withPlan(apps: 2, change: { $0.mayReveal = false }) { program, _, _ async throws in
            let refused = try await program.run("adopt", "p", "--from-api", "--yes")
            #expect(refused.code == 77 && refused.errorLine.contains("--csv"), "\(refused.errors)")
        }
    }
}
