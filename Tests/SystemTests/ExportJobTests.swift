import Foundation
import Sandbox
import TestSupport
import Testing

/// The job files for the exports of other stores, with the exports as their vendors describe them.
@Suite(.fewAtATime) struct ExportJobTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../jobs/exports").standardizedFileURL.path

    @Test(
        "an export is sent as its store had it",
        arguments: [
            (
                "bitwarden", "vault",
                [
                    1: ["DATABASE_PASSWORD": "k3/F,\"x\"=", "SMTP_PASSWORD": "4nT~dd_8"],
                    2: ["DATABASE_PASSWORD": "w9-Qm2.t"],
                ]
            ),
            (
                "lastpass", "login",
                [
                    3: ["username": "svc-mail", "password": "pA5s-w.0rd", "login_url": "https://mail.internal"],
                    4: [
                        "username": "svc-crm", "password": "two \"quotes\", a comma", "totp": "JBSWY3DPEHPK3PXP",
                        "login_url": "https://crm.internal",
                    ],
                ]
            ),
            ("aws", "database", [5: ["username": "svc", "password": "EXAMPLE-Password", "port": "5432"]]),
        ])
    func export(store: String, secret: String, expected: [Int: [String: String]]) async throws {
        try await Sandboxed.run(change: {
            $0.createsAll = true
            $0.apps = (1...5).map { .init(id: Self.app($0), name: "app-0\($0)") }
        }) { program, server async throws in
            let path = "\(Self.folder)/\(store).yaml"
            let validated = try await program.run("plan", "validate", path)
            #expect(validated.code == 0, "\(validated.errors)")
            #expect(try await program.run("plan", "apply", path).code == 0)
            let checked = try await program.run("check", "from-\(store)", "-o", "json")
            #expect(checked.code == 0, "\(checked.errors)\(checked.output)")
            let ending = try await program.run("run", "from-\(store)")
            #expect(ending.code == 0, "\(ending.errors)")
            for (app, values) in expected {
                #expect(await server.state.values(SandboxTarget(app: Self.app(app), secret: secret)) == values)
            }
        }
    }

    private static func app(_ number: Int) -> String { "00000000-0000-4000-8000-00000000000\(number)" }
}
