import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The master key: where it comes from, and how another takes its place.
@Suite(.fewAtATime) struct KeyTests {
    private func withValues(
        _ body: @Sendable @escaping (Program, SandboxServer, _ app: String) async throws -> Void
    ) async throws {
        let id = UUID().uuidString.lowercased()
        try await Sandboxed.run { program, server async throws in
            try program.write("list.csv", "app_id,pw\n\(id),from-a-column\n")
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                retain: 2
                secrets:
                  - secret: db
                    targets: { csv: list.csv }
                    keys: { password: { generate: password }, old: { previous: password, or: "" }, col: { column: pw } }
                """)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            for _ in 0..<2 { #expect(try await program.run("run", "p").code == 0) }
            try await body(program, server, id)
        }
    }

    private func key(_ program: Program) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: program.folder + "/rekey.key")), as: UTF8.self)
    }

    @Test(
        "a key that systemd or Kubernetes hands over may be its group's to read, and no other key may",
        .enabled(if: geteuid() == 0))
    func handedOver() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("init").code == 0)
        let show = { (folder: String?) in
            try await program.run(["key", "show"], environment: folder.map { ["CREDENTIALS_DIRECTORY": $0] } ?? [:])
        }
        for (mode, folder, code) in [
            (0o440, program.folder, 0), (0o440, nil, 78), (0o440, "/elsewhere", 78), (0o444, program.folder, 78),
            (0o460, program.folder, 78), (0o400, nil, 0),
        ] as [(Int, String?, Int32)] {
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: program.folder + "/rekey.key")
            #expect(try await show(folder).code == code, "\(String(mode, radix: 8)) \(folder ?? "")")
        }
    }

    @Test("a rotated key opens everything that the old one opened, and the old one nothing")
    func rotate() async throws {
        try await withValues { program, server, id async throws in
            let old = try key(program)
            let shown = try await program.run("key", "show", "-o", "json")
            #expect(shown.code == 0 && !shown.output.contains(old.dropLast(2)))
            #expect(try await program.run("key", "rotate").code == 0)
            let new = try key(program)
            #expect(new != old && new.count == 65)
            #expect(try await program.run("key", "show", "-o", "json").output != shown.output)
            let attributes = try FileManager.default.attributesOfItem(atPath: program.folder + "/rekey.key")
            #expect(attributes[.posixPermissions] as? Int == 0o600)

            let reveal = ["reveal", "--app", id, "--secret", "db", "--key", "password", "--yes"]
            let password = await server.state.values(.init(app: id, secret: "db"))?["password"] ?? ""
            #expect(try await program.run(reveal).output == password + "\n")
            #expect(try await program.run("run", "p").code == 0)
            #expect(await server.state.values(.init(app: id, secret: "db"))?["old"] == password)
            #expect(await server.state.values(.init(app: id, secret: "db"))?["col"] == "from-a-column")
            #expect(try await program.run("rollback", "3", "--yes").code == 0)
            #expect(try await program.run("audit", "verify").code == 0)

            let path = try program.write("old.key", old)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let wrong = try await program.run("run", "p", "--key-file", path)
            #expect(wrong.code == 78 && wrong.errorLine.contains("is not the key of"))
        }
    }

    @Test(
        "a rotation that is killed leaves a key that fits",
        arguments: ["key-written", "key-named", "rewrap-before-commit", "rewrap-after-commit", "key-replaced"])
    func killed(point: String) async throws {
        try await withValues { program, server, id async throws in
            let old = try key(program)
            let killed = try await program.run(["key", "rotate"], environment: ["REKEY_CRASH_AT": point])
            #expect(killed.code == 128 + 9)
            let reveal = ["reveal", "--app", id, "--secret", "db", "--key", "password", "--yes"]
            let password = await server.state.values(.init(app: id, secret: "db"))?["password"] ?? ""
            #expect(try await program.run(reveal).output == password + "\n")
            let isDone = ["rewrap-after-commit", "key-replaced"].contains(point)
            #expect(try (key(program) != old) == isDone)
            #expect(try await program.run("key", "rotate").code == 0)
            #expect(try await program.run(reveal).output == password + "\n")
            #expect(!FileManager.default.fileExists(atPath: program.folder + "/rekey.key.next"))
            #expect(try await program.run("audit", "verify").code == 0)
        }
    }

    @Test("a program may give the key, as digits or raw; without one it says so before anything is sent")
    func command() async throws {
        try await withValues { program, server, _ async throws in
            let file = program.folder + "/rekey.key"
            try FileManager.default.moveItem(atPath: file, toPath: program.folder + "/elsewhere")
            let sent = await server.state.requestCount
            #expect(try await program.run("run", "p").code == 78)
            #expect(try await program.run("run", "p", "--key-command", "cat elsewhere").code == 0)
            let variable = ["REKEY_KEY_COMMAND": "cat elsewhere"]
            #expect(try await program.run(["run", "p"], environment: variable).code == 0)
            #expect(
                try await program.shell("xxd -r -p elsewhere > raw || perl -ne 'print pack \"H*\", $_' elsewhere > raw")
                    .code == 0)
            #expect(try await program.run("run", "p", "--key-command", "cat raw").code == 0)
            let after = await server.state.requestCount
            #expect(after > sent)
            for (command, message) in [
                ("false", "ended with exit code 1"), ("echo short", "did not write a key of 32 bytes"),
                ("/nowhere/kms", "does not exist"), ("head -c 32 /dev/zero", "is not the key of"),
            ] {
                let wrong = try await program.run("run", "p", "--key-command", command)
                #expect(wrong.code == 78 && wrong.errorLine.contains(message), "\(wrong.errors)")
            }
            #expect(try await program.run("key", "rotate", "--key-command", "cat elsewhere").code == 64)
            #expect(await server.state.requestCount == after)
        }
    }

    @Test("a key file is made once, and never in the place of another")
    func create() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("key", "create", "--key-file", program.folder + "/a/b.key").code == 0)
        let again = try await program.run("key", "create", "--key-file", program.folder + "/a/b.key")
        #expect(again.code == 73 && again.errorLine.contains("File exists"))
        #expect(try await program.run("init", "--key-file", program.folder + "/a/b.key").code == 0)
    }
}
