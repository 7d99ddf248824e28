import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Backups, and how a copy is told from the original.
@Suite(.fewAtATime) struct BackupTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// A database with a run of eight that stopped after three.
    private func withHalfARun(
        _ body: @Sendable @escaping (Program, SandboxServer) async throws -> Void
    ) async throws {
        try await Sandboxed.run { program, server async throws in
            try program.writePlan(apps: 8, settings: "guard: off\nretain: 1\nlimits: { rate: none, concurrency: 1 }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            #expect(try await program.run("run", "plan", "--limit", "3").code == 0)
            try await body(program, server)
        }
    }

    private func puts(_ server: SandboxServer) async -> Int {
        await server.state.entries.count { $0.method == "PUT" }
    }

    @Test("a backup during a run is whole, for its owner alone, and never in the place of another file")
    func backup() async throws {
        try await Sandboxed.run(faults: ["delay=10ms"]) { program, server async throws in
            try program.writePlan(apps: 60, settings: "guard: off\nlimits: { rate: none, concurrency: 2 }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            async let running = program.run("run", "plan")
            _ = try await eventually { await server.state.appliedCount >= 10 }
            let made = try await program.shell("umask 000; exec $REKEY_PROGRAM backup copy.db")
            #expect(made.code == 0 && made.output.contains("audit: 3:"), "\(made.output) \(made.errors)")
            #expect(try await running.code == 0)
            #expect(try await program.shell("stat -c %a copy.db").output == "600\n")
            #expect(try await program.shell("ls -A | grep -c part").output == "0\n")
            let check = try await program.shell("sqlite3 copy.db 'PRAGMA integrity_check; SELECT count(*) FROM items'")
            #expect(check.output == "ok\n60\n")
            let again = try await program.run("backup", "copy.db")
            #expect(again.code == 73 && again.errorLine.contains("already exists"))
            let linked = try await program.shell("ln -s nowhere link.db; $REKEY_PROGRAM backup link.db")
            #expect(linked.code == 73)
            #expect(try await program.run("backup", "missing/copy.db").code == 73)
            let head = String(made.output.split(separator: " ").last ?? "").trimmingCharacters(in: .newlines)
            #expect(try await program.run("audit", "verify", "--head", head).code == 0)
            let json = try await program.run("backup", "other.db", "-o", "json")
            #expect(json.code == 0 && json.output.contains("\"audit\""))
        }
    }

    @Test("a backup is made without the key too, and says that it is not audited")
    func withoutKey() async throws {
        try await withHalfARun { program, _ async throws in
            let made = try await program.shell("mv rekey.key away; $REKEY_PROGRAM backup copy.db")
            #expect(made.code == 0 && made.errors.contains("not in the audit trail"), "\(made.errors)")
        }
    }

    @Test(
        "on a copy all that reads works and says what it is; runs are refused until one says --restored",
        arguments: [
            "$REKEY_PROGRAM backup copy.db > out", "cp rekey.db copy.db",
            "sqlite3 rekey.db \"VACUUM INTO 'copy.db'\"; chmod 600 copy.db",
            "sqlite3 rekey.db '.backup copy.db'; chmod 600 copy.db",
            "cp -a rekey.db copy.db; cp -a rekey.db.lock copy.db.lock",
            "mkdir t; tar cf t.tar rekey.db*; tar xf t.tar -C t; mv t/rekey.db copy.db; mv t/rekey.db.lock copy.db.lock",
        ])
    func copy(command: String) async throws {
        try await withHalfARun { program, server async throws in
            #expect(try await program.shell(command).code == 0)
            #expect(try await program.run("resume").code == 0)
            let sent = await puts(server)
            var copy = program
            copy.environment["REKEY_DATABASE"] = program.folder + "/copy.db"
            copy.environment["REKEY_KEY_FILE"] = program.folder + "/rekey.key"
            for call in [
                ["status"], ["runs"], ["items", "1"], ["report", "1"], ["plan", "list"], ["audit", "verify"],
                ["run", "plan", "--dry-run"],
            ] {
                let ending = try await copy.run(call)
                #expect(ending.code == 0 && ending.errors.contains("is a copy"), "\(call): \(ending.errors)")
            }
            let doctor = try await copy.run("doctor")
            #expect(doctor.code == 0 && doctor.output.contains("is a copy"), "\(doctor.output)")
            for call in [
                ["run", "plan"], ["resume"], ["retry", "1"], ["rollback", "1", "--yes"], ["restore", "plan", "--yes"],
                ["run", "--due"], ["key", "rotate"],
            ] {
                let ending = try await copy.run(call)
                #expect(ending.code == 78 && ending.errorLine.contains("--restored"), "\(call): \(ending.errors)")
            }
            #expect(await puts(server) == sent)
            let taken = try await copy.run("run", "plan", "--restored")
            #expect(taken.code == 0 && taken.errors.contains("unfinished here: run 1"), "\(taken.errors)")
            #expect(try await copy.run("audit", "export").output.contains("\"restored\""))
            let after = try await copy.run("run", "plan")
            #expect(after.code == 0 && !after.errors.contains("copy"), "\(after.errors)")
            // The one that it was copied from knows nothing of it.
            #expect(try await program.run("run", "plan").code == 0)
        }
    }

    @Test(
        "an original that was moved, renamed or linked to is the original",
        arguments: [
            "mv rekey.db other.db", "mv rekey.db other.db; mv rekey.db.lock other.db.lock",
            "mkdir sub; mv rekey.db* sub; ln -s sub/rekey.db other.db",
        ])
    func moved(command: String) async throws {
        try await withHalfARun { program, _ async throws in
            #expect(try await program.shell(command).code == 0)
            var moved = program
            moved.environment["REKEY_DATABASE"] = program.folder + "/other.db"
            moved.environment["REKEY_KEY_FILE"] = program.folder + "/rekey.key"
            let ending = try await moved.run("resume")
            #expect(ending.code == 0 && !ending.errors.contains("copy"), "\(ending.errors)")
        }
    }

    @Test(
        "an older state in the same file is refused, and named",
        arguments: [
            // A backup's bytes over the original's.
            ("sqlite3 rekey.db \"VACUUM INTO 'saved'\"", "cat saved > rekey.db"),
            // SQLite's own restore into the file.
            ("sqlite3 rekey.db '.backup saved'", "sqlite3 rekey.db '.restore saved'"),
        ])
    func olderInPlace(save: String, restore: String) async throws {
        try await withHalfARun { program, server async throws in
            #expect(try await program.shell(save).code == 0)
            #expect(try await program.run("resume").code == 0)
            #expect(try await program.run("run", "plan").code == 0)
            let sent = await puts(server)
            #expect(try await program.shell(restore).code == 0)
            for call in [["resume"], ["run", "plan"]] {
                let ending = try await program.run(call)
                #expect(ending.code == 78 && ending.errorLine.contains("is older than"), "\(call): \(ending.errors)")
            }
            #expect(try await program.run("status").errors.contains("is older than"))
            #expect(try await program.run("doctor").output.contains("is older than"))
            #expect(await puts(server) == sent)
            #expect(try await program.run("cancel", "1", "--yes").code == 0)
            #expect(try await program.run("run", "plan", "--restored").code == 0)
            #expect(try await program.run("run", "plan").code == 0)
        }
    }

    @Test(
        "a write-ahead log that was deleted or left behind after a crash is missed",
        arguments: [
            "rm rekey.db-wal rekey.db-shm", "rm rekey.db-* rekey.db.lock",
            "mkdir old; mv rekey.db moved; mv rekey.db?* old; mv moved rekey.db",
        ])
    func logLeft(command: String) async throws {
        try await Sandboxed.run(faults: ["delay=50ms"]) { program, server async throws in
            try program.writePlan(apps: 8, settings: "guard: off\nlimits: { rate: none, concurrency: 1 }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let code = try await program.start(["run", "plan"]) { process in
                _ = try await eventually { await server.state.appliedCount >= 3 }
                kill(process, SIGKILL)
            }
            #expect(code == 128 + SIGKILL)
            #expect(try await program.shell(command).code == 0)
            let sent = await puts(server)
            for call in [["run", "plan"], ["resume"]] {
                let ending = try await program.run(call)
                #expect(ending.code == 78 && ending.errorLine.contains("write-ahead log"), "\(ending.errors)")
            }
            #expect(await puts(server) == sent)
        }
    }

    @Test("a database that is made anew has nothing to do with the lock file of the one before")
    func anew() async throws {
        try await withHalfARun { program, _ async throws in
            _ = try await program.shell("rm rekey.db rekey.db-wal rekey.db-shm")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let ending = try await program.run("run", "plan")
            #expect(ending.code == 0, "\(ending.errors)")
        }
    }

    @Test("a database of an older rekey becomes the original without a word, and so does one whose lock file is gone")
    func older() async throws {
        try await withHalfARun { program, _ async throws in
            _ = try await program.shell("rm rekey.db.lock")
            let ending = try await program.run("resume")
            #expect(ending.code == 0 && !ending.errors.contains("copy"))
            try await program.sqlite("DELETE FROM file_mark")
            _ = try await program.shell("rm rekey.db.lock")
            let adopted = try await program.run("run", "plan")
            #expect(adopted.code == 0 && !adopted.errors.contains("copy"), "\(adopted.errors)")
        }
    }

    @Test("the recipes of the page do what it says")
    func recipes() async throws {
        let page = Self.root + "/Sources/Rekey/Rekey.docc/BackupsAndRestores.md"
        let text = try String(contentsOfFile: page, encoding: .utf8)
        let blocks = text.components(separatedBy: "\n```sh\n").dropFirst().map {
            $0.components(separatedBy: "\n```")[0]
        }
        #expect(blocks.count >= 2)
        try await withHalfARun { program, _ async throws in
            let script = blocks.joined(separator: "\n")
            let ending = try await program.shell(
                """
                set -e; rekey() { "$REKEY_PROGRAM" "$@"; }; export -f rekey; mkdir backups
                PLAN=plan; DB=rekey.db
                \(script)
                """)
            #expect(ending.code == 0, "\(ending.output) \(ending.errors)")
            let after = try await program.run("run", "plan")
            #expect(after.code == 0 && !after.errors.contains("copy"), "\(after.errors)")
        }
    }
}
