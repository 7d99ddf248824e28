import TestSupport
import Testing

/// `rekey sandbox` as a process: its options reach the stand-in.
@Suite(.fewAtATime) struct SandboxCommandTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    /// Starts the stand-in with `options`, and runs `script`, in which `get`, `post` and `status` ask it.
    private func run(_ options: String, _ script: String) async throws -> Program.Ending {
        let program = try Program()
        defer { program.remove() }
        return try await program.shell(
            """
            "$REKEY_PROGRAM" sandbox \(options) > sandbox.txt 2> err.txt & sandbox=$!
            trap 'kill $sandbox' EXIT
            for i in $(seq 600); do [ -s sandbox.txt ] && break; sleep 0.05; done
            . ./sandbox.txt
            get() { curl -s -H "Authorization-PSK: $NX1_API_KEY" "$NX1_HOST$@"; }
            status() { get "$1" -o answer.txt -w '%{http_code}\\n' "${@:2}"; }
            APP=/api/app/\(Self.app)
            \(script)
            """)
    }

    @Test("secrets that were named exist with their keys, and no other does until it is created")
    func missing() async throws {
        let ended = try await run(
            """
            --missing --key first --app \(Self.app):billing --secret \(Self.app):db:user=svc \
            --secret \(Self.app):db:password=a:b=c --secret \(Self.app):plain
            """,
            """
            get $APP/secrets/db/reveal | grep -o '"value":"[^"]*"'
            get $APP/secrets/plain/reveal | grep -o '"key":"[^"]*"'
            status $APP/secrets/other
            status $APP/secrets -d '{"secret_name":"other","data":[{"key":"k","value":"v"}]}'
            status $APP/secrets/other
            status /api/app/00000000-0000-4000-8000-000000000001/secrets/db
            """)
        #expect(
            ended.output == "\"value\":\"a:b=c\"\n\"value\":\"svc\"\n\"key\":\"first\"\n404\n201\n200\n404\n",
            "\(ended.output) \(ended.errors)")
    }

    @Test("an older installation, a caller without the role, a hidden app, a lag and short tokens")
    func settings() async throws {
        let older = try await run(
            "--without list,create,reveal",
            "status $APP/secrets; status $APP/secrets/db/reveal; get /openapi.json | grep -o reveal | wc -l")
        #expect(older.output == "404\n404\n0\n", "\(older.output) \(older.errors)")
        let member = try await run(
            "--no-reveal-role --visible-app \(Self.app) --app \(Self.app):billing",
            "status $APP/secrets/db/reveal; status /api/app/00000000-0000-4000-8000-000000000001/secrets/db")
        #expect(member.output == "403\n404\n", "\(member.output) \(member.errors)")
        let slow = try await run(
            "--key password --reveal-lag 1h --token-lifetime 20s --client-id me --client-secret own",
            """
            status $APP/secrets/db -X PUT -d '{"data":[{"key":"password","value":"new"}]}'
            get $APP/secrets/db/reveal | grep -o '"value":"[^"]*"'
            curl -s -u me:own -d grant_type=client_credentials \\
                $NX1_HOST/realms/sandbox/protocol/openid-connect/token | grep -o '"expires_in":[0-9]*'
            """)
        #expect(
            slow.output == "200\n\"value\":\"first\"\n\"expires_in\":20\n", "\(slow.output) \(slow.errors)")
    }

    @Test(
        "an option that cannot be read is refused, with what to write",
        arguments: [
            (["--without", "read"], "list, create, reveal"), (["--secret", "db"], "APP_ID:NAME"),
            (["--secret", "\(app):db:password"], "KEY=VALUE"), (["--token-lifetime", "1500ms"], "whole seconds"),
            (["--reveal-lag", "soon"], "30s"), (["--visible-app", "billing"], "billing"),
            (["--fault", "503:nothing"], "503:10%"),
        ])
    func refused(options: [String], text: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let ended = try await program.run(["sandbox"] + options)
        #expect(ended.code == 64 && ended.errors.contains(text), "\(ended.errors)")
    }

    @Test("an issuer that does not answer is refused at the start")
    func noIssuer() async throws {
        let program = try Program()
        defer { program.remove() }
        let ended = try await program.run(["sandbox", "--issuer", "http://127.0.0.1:1/realms/x"])
        #expect(ended.code != 0 && ended.errors.contains("discovery document"), "\(ended.code) \(ended.errors)")
    }
}
