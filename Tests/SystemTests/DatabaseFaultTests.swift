import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A database that is damaged, locked, newer, or not to be written.
@Suite(.fewAtATime) struct DatabaseFaultTests {
    private func withRun<R: Sendable>(
        apps: Int = 30, _ body: @Sendable @escaping (Program, SandboxServer) async throws -> R
    ) async throws -> R {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
        return try await SandboxServer.serve(configuration) { server in
            let program = try Program(host: server.url)
            defer { program.remove() }
            try program.writePlan(apps: apps)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            #expect(try await program.run("run", "plan", "--limit", "10").code == 0)
            return try await body(program, server)
        }
    }

    @Test("a damaged page is a clear line, whichever it is, and with the page fixed the run goes on")
    func damage() async throws {
        try await withRun { program, server async throws in
            let path = URL(fileURLWithPath: program.folder + "/rekey.db")
            let whole = try Data(contentsOf: path)
            let pageBytes = 4_096
            var seen = 0
            for page in 0..<whole.count / pageBytes {
                var damaged = whole
                // Past the first bytes of the file, by which SQLite knows its own.
                let start = page == 0 ? 100 : page * pageBytes
                damaged.replaceSubrange(
                    start..<start + 512, with: (0..<512).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ page) })
                try damaged.write(to: path)
                chmod(path.path, 0o600)
                let status = try await program.run("status")
                let items = try await program.run("items", "1", "-o", "csv")
                for ending in [status, items] {
                    #expect([0, 64, 74].contains(ending.code), "page \(page): \(ending.code) \(ending.errors)")
                    #expect(!ending.errorLine.contains("\n"))
                }
                if status.code == 74 || items.code == 74 { seen += 1 }
            }
            #expect(seen >= 5)
            try whole.write(to: path)
            chmod(path.path, 0o600)
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
            #expect(await server.state.appliedCount == 30)
        }
    }

    @Test("a database that another program keeps locked is a clear line, and the run goes on afterwards")
    func locked() async throws {
        try await withRun { program, server async throws in
            // For longer than rekey waits.
            async let holder = program.shell(
                #"printf 'BEGIN IMMEDIATE;\n.shell until test -e release; do sleep 0.1; done\n' | sqlite3 rekey.db"#)
            _ = try await eventually {
                let probe = try await program.shell("sqlite3 rekey.db 'BEGIN IMMEDIATE; ROLLBACK'")
                return probe.code != 0
            }
            let ending = try await program.run("resume", "--quiet")
            #expect(ending.code == 74 && ending.errorLine.contains("locked") && !ending.errorLine.contains("\n"))
            try program.write("release", "")
            #expect(try await holder.code == 0)
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.appliedCount == 30)
        }
    }

    @Test("a database of a newer rekey is left alone")
    func newer() async throws {
        try await withRun { program, _ async throws in
            try await program.sqlite("PRAGMA user_version = 99")
            for arguments in [["status"], ["resume"], ["run", "plan"], ["plan", "list"]] {
                let ending = try await program.run(arguments)
                #expect(ending.code == 74 && ending.errorLine.contains("version 99"))
            }
        }
    }

    @Test("a database that may not be written is a clear line, and the run goes on once it may")
    func readOnly() async throws {
        try await withRun { program, _ async throws in
            // Root may write what nobody may, so that the program runs as nobody then.
            let prefix = getuid() == 0 ? "chown -R 65534 . && exec setpriv --reuid=65534 --clear-groups " : "exec "
            _ = try await program.shell("chmod 400 rekey.db && chmod 600 rekey.key && chmod 500 .")
            let ending = try await program.shell(prefix + "$REKEY_PROGRAM resume --quiet")
            #expect(ending.code == 78 && !ending.errorLine.contains("\n"), "\(ending.errors)")
            _ = try await program.shell("chmod 700 . && chmod 600 rekey.db && chown -R $(id -u) .")
            #expect(try await program.run("resume").code == 0)
        }
    }
}
