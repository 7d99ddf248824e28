import Foundation
import Sandbox
import TestSupport
import Testing

/// The example of `jobs/` with a real PostgreSQL server.
@Suite(.fewAtATime) struct PostgresTests {
    /// Starts a server of its own in a folder that its user may enter, and stops it again.
    private static func start(_ program: Program) async throws -> [String: String] {
        let started = try await program.shell(
            """
            set -e
            bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
            home=$(mktemp -d /tmp/rekey-pg-XXXXXX)
            PATH="$PATH:/usr/sbin:/sbin"
            as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
            echo admin-password > "$home/pw"
            if [ "$(id -u)" = 0 ]; then chown -R postgres "$home"; fi
            cd "$home"
            as "$bin/initdb" -D "$home/data" -U admin --pwfile="$home/pw" --auth=scram-sha-256 > /dev/null
            as "$bin/pg_ctl" -D "$home/data" -w -s -o "-k $home -c listen_addresses='' -c fsync=off" -l "$home/log" start >&2
            echo "$home"
            """)
        try #require(started.code == 0, "\(started.errors)")
        let home = started.output.trimmingCharacters(in: .newlines)
        return ["PGHOST": home, "PGUSER": "admin", "PGPASSWORD": "admin-password", "PGDATABASE": "postgres"]
    }

    private static func stop(_ program: Program, _ home: String) async throws {
        _ = try await program.shell(
            """
            bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
            PATH="$PATH:/usr/sbin:/sbin"
            as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
            cd / && as "$bin/pg_ctl" -D "\(home)/data" -m immediate -s stop; rm -rf "\(home)"
            """)
    }

    private static var jobs: String {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.deletingLastPathComponent().path + "/jobs"
    }

    @Test("a role's password is set, written, tried out, and rolled back")
    func rotation() async throws {
        try await Sandboxed.run { program, server async throws in
            let variables = try await Self.start(program)
            do {
                try await Self.rotate(program, server, variables)
            } catch {
                Issue.record(error)
            }
            try await Self.stop(program, variables["PGHOST"] ?? "")
        }
    }

    private static func rotate(
        _ program: Program, _ server: SandboxServer, _ variables: [String: String]
    ) async throws {
        let created = try await program.shell(
            "psql -qc \"CREATE ROLE billing_svc LOGIN PASSWORD 'first'\"", environment: variables)
        #expect(created.code == 0, "\(created.errors)")
        #expect(try await program.run("plan", "apply", jobs + "/postgres-role.yaml").code == 0)
        let target = SandboxTarget(app: "3c90c3cc-0d44-4b50-8888-8dd25736052a", secret: "db-credentials")

        func logsIn(_ password: String) async throws -> Bool {
            let own = ["PGUSER": "billing_svc", "PGPASSWORD": password]
            let said = try await program.shell(
                "psql -Atqc 'SELECT current_user'", environment: variables.merging(own) { $1 })
            return said.output == "billing_svc\n"
        }
        func rotate(_ command: [String]) async throws -> String {
            let ending = try await program.run(command, environment: variables)
            #expect(ending.code == 0, "\(ending.output) \(ending.errors)")
            return await server.state.values(target)?["password"] ?? ""
        }

        let first = try await rotate(["run", "postgres-role"])
        #expect(first.count == 40)
        #expect(try await logsIn(first))
        #expect(try await !logsIn("first"))
        let second = try await rotate(["run", "postgres-role"])
        #expect(second != first)
        #expect(try await logsIn(second))
        #expect(try await !logsIn(first))
        let back = try await rotate(["rollback", "2", "--yes"])
        #expect(back == first)
        #expect(try await logsIn(first))
        #expect(try await !logsIn(second))

        // A database that is away fails the item before anything is sent.
        let puts = await server.state.putCount(target)
        let away = try await program.run(
            ["run", "postgres-role"], environment: variables.merging(["PGHOST": "/nowhere"]) { $1 })
        #expect(away.code == 75 || away.code == 1)
        let items = try await program.run("items", "4", "-o", "csv").output
        #expect(items.contains("step_set") && items.contains("./postgres-set-password ended with exit code"))
        #expect(await server.state.putCount(target) == puts)
    }
}
