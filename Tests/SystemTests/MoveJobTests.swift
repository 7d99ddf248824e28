import Foundation
import Sandbox
import TestSupport
import Testing

/// The job files that move secrets: from dotenv files, and from one environment to another.
@Suite(.fewAtATime) struct MoveJobTests {
    private static let jobs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../jobs").standardizedFileURL.path
    private static let shop = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    private static let other = "5f0f7d52-4f2e-4c39-9d0f-0b8a1f6d7c11"

    private func serve(
        _ apps: [(id: String, name: String)], _ secrets: [SandboxTarget: [String: String]] = [:],
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> Void
    ) async throws {
        try await Sandboxed.run(
            change: {
                $0.createsAll = false
                $0.apps = apps.map { .init(id: $0.id, name: $0.name) }
                $0.secrets = secrets
            }, body)
    }

    @Test("dotenv files become secrets, those that do not exist are created")
    func dotenv() async throws {
        let present = SandboxTarget(app: Self.other, secret: "settings")
        try await serve([(Self.shop, "billing"), (Self.other, "search")], [present: ["DATABASE_URL": "old"]]) {
            program, server async throws in
            let path = "\(Self.jobs)/migrate-dotenv/migrate-dotenv.yaml"
            let validated = try await program.run("plan", "validate", path)
            #expect(validated.code == 0, "\(validated.errors)")
            #expect(try await program.run("plan", "apply", path).code == 0)
            let check = try await program.run("check", "migrate-dotenv", "-o", "csv")
            #expect(
                check.code == 0 && check.output.contains(",settings,would_create,"), "\(check.output)\(check.errors)")
            let run = try await program.run("run", "migrate-dotenv")
            #expect(run.code == 0, "\(run.errors)")
            #expect(
                await server.state.values(SandboxTarget(app: Self.shop, secret: "settings")) == [
                    "DATABASE_URL": "postgres://billing:EXAMPLE-one@db.internal/billing",
                    "SMTP_PASSWORD": "EXAMPLE two",
                ])
            #expect(
                await server.state.values(present) == [
                    "DATABASE_URL": "postgres://search:EXAMPLE-three@db.internal/search"
                ])
            let items = try await program.run("items", "1", "-o", "csv").output
            #expect(items.contains(",created,") && items.contains(",updated,"), "\(items)")
        }
    }

    @Test("adopted values of one environment go to the app of the same name in another")
    func copy() async throws {
        try await serve([(Self.other, "mail"), (Self.shop, "shop")]) { program, server async throws in
            let folder = "\(Self.jobs)/copy-keys"
            #expect(try await program.run("plan", "apply", "\(folder)/copy-keys.yaml").code == 0)
            let early = try await program.run("run", "copy-keys")
            #expect(early.code == 65 && early.errorLine.contains("rekey adopt copy-keys"), "\(early.errors)")
            let adopted = try await program.run("adopt", "copy-keys", "--csv", "\(folder)/values.csv")
            #expect(adopted.code == 0, "\(adopted.errors)")
            let run = try await program.run("run", "copy-keys")
            #expect(run.code == 0, "\(run.errors)")
            #expect(
                await server.state.values(SandboxTarget(app: Self.shop, secret: "database")) == [
                    "username": "svc-shop", "password": "EXAMPLE,password",
                ])
            #expect(await server.state.appliedCount == 1)
        }
    }

    @Test("one key of five gets a new value, the others are adopted from the API and stay")
    func oneKey() async throws {
        let target = SandboxTarget(app: Self.shop, secret: "database")
        let present = [
            "password": "old", "username": "svc", "host": "db.internal", "port": "5432",
            "ca.crt": "-----BEGIN X-----\n",
        ]
        try await serve([(Self.shop, "shop")], [target: present]) { program, server async throws in
            let path = "\(Self.jobs)/one-key-of-five.yaml"
            #expect(try await program.run("plan", "apply", path).code == 0)
            let adopted = try await program.run("adopt", "one-key-of-five", "--from-api", "--yes")
            #expect(adopted.code == 0, "\(adopted.errors)")
            let run = try await program.run("run", "one-key-of-five")
            #expect(run.code == 0, "\(run.errors)")
            var values = try #require(await server.state.values(target))
            #expect(values.removeValue(forKey: "password")?.count == 40)
            #expect(values == present.filter { $0.key != "password" })
        }
    }
}
