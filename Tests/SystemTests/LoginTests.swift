import Foundation
import Sandbox
import TestSupport
import Testing

/// OAuth2 against providers that somebody else wrote: `oidc-provider-mock` and Django OAuth Toolkit, both of PyPI.
/// `REKEY_OIDC` names the folder of their programs.
@Suite(.fewAtATime, .enabled(if: ProcessInfo.processInfo.environment["REKEY_OIDC"] != nil))
struct LoginTests {
    /// Starts a provider and waits until it answers: on a port below those that the system hands out, and on another one
    /// where somebody has it already.
    private static func provider(_ command: String, answering path: String) -> String {
        """
        trap 'kill $provider' EXIT
        for attempt in 1 2 3 4 5; do
            port=$((20000 + RANDOM % 12000))
            \(command) > provider.log 2>&1 & provider=$!
            for i in $(seq 300); do
                curl -fs http://127.0.0.1:$port\(path) > /dev/null && break 2
                kill -0 $provider 2> /dev/null || break
                sleep 0.1
            done
        done
        """
    }

    /// Starts the provider, logs in as a browser would, and goes on with `script`; the provider ends with it.
    private static func script(lifetime: Int, _ script: String) -> String {
        """
        \(provider(
            "\"$REKEY_OIDC/oidc-provider-mock\" --port $port --token-max-age \(lifetime)",
            answering: "/.well-known/openid-configuration"))
        export NX1_ISSUER=http://127.0.0.1:$port NX1_CLIENT_SECRET=plant-client-secret
        login() {
            "$REKEY_PROGRAM" login --no-browser > out.txt 2> err.txt & local login=$!
            for i in $(seq 200); do grep -q ^http err.txt && break; sleep 0.05; done
            curl -s -L "$@" "$(grep ^http err.txt)" > page.txt
            wait $login
        }
        \(script)
        """
    }

    /// The same with Django OAuth Toolkit, which knows no OpenID here, but clients of two kinds, and takes tokens back.
    private static func toolkit(_ script: String) -> String {
        """
        \(provider(
            "\"$REKEY_OIDC/python\" -B \"$PROVIDER\" $port", answering: "/.well-known/oauth-authorization-server/o"))
        export NX1_ISSUER=http://127.0.0.1:$port/o
        state() { "$REKEY_PROGRAM" run plan --quiet -o csv 2> run.txt | tail -1 | cut -d, -f5; }
        \(script)
        """
    }

    private func run(
        toolkit: Bool = false, lifetime: Int = 600, faults: [String] = [], apps: Int = 3, limits: String = "rate: none",
        _ script: String,
        _ check: @Sendable @escaping (Program, SandboxServer, Program.Ending) async throws -> Void
    ) async throws {
        try await Sandboxed.run(faults: faults, change: { $0.acceptsAnyToken = true }) { program, server async throws in
            var program = program
            program.environment["NX1_API_KEY"] = nil
            program.environment["REKEY_OIDC"] = ProcessInfo.processInfo.environment["REKEY_OIDC"]
            program.environment["PROVIDER"] = #filePath.replacing("LoginTests.swift", with: "Provider/provider.py")
            try program.writePlan(
                apps: apps, settings: "limits: { \(limits) }\nguard: off\nretry: { base: 1ms, cap: 2ms }")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            try await check(
                program, server,
                try await program.shell(toolkit ? Self.toolkit(script) : Self.script(lifetime: lifetime, script)))
        }
    }

    @Test("a login by browser gives a run its token, which is kept sealed, and a logout ends it")
    func login() async throws {
        try await run(
            """
            (unset NX1_CLIENT_SECRET; "$REKEY_PROGRAM" run plan --quiet; echo "without: $?")
            login -d sub=alice && cat out.txt && "$REKEY_PROGRAM" run plan --quiet -o csv | tail -1 | cut -d, -f5
            "$REKEY_PROGRAM" key rotate --quiet > /dev/null && "$REKEY_PROGRAM" run plan --quiet -o csv | tail -1 | cut -d, -f5
            sqlite3 rekey.db 'SELECT hex(refresh_token) FROM logins' | grep -c .
            "$REKEY_PROGRAM" logout; "$REKEY_PROGRAM" logout
            (unset NX1_CLIENT_SECRET; "$REKEY_PROGRAM" run plan --quiet; echo "after: $?")
            "$REKEY_PROGRAM" audit export | grep -o '"action":"log[a-z]*"'
            """
        ) { program, server, ending async throws in
            let lines = ending.output.split(separator: "\n").map(String.init)
            let host = server.url.dropFirst("http://".count)
            #expect(
                lines == [
                    "without: 78", "logged in at \(host)", "succeeded", "succeeded", "1", "logged out from \(host)",
                    "nobody was logged in at \(host)", "after: 78", "\"action\":\"login\"", "\"action\":\"logout\"",
                ], "\(ending.output) \(ending.errors)")
            let tokens = await server.state.tokens.map { String($0.dropFirst("Bearer ".count)) }
            #expect(!tokens.isEmpty)
            for file in ["rekey.db", "rekey.db-wal", "err.txt", "out.txt"] {
                let bytes = FileManager.default.contents(atPath: program.folder + "/" + file) ?? Data()
                for token in tokens + ["plant-client-secret"] {
                    #expect(bytes.firstRange(of: Data(token.utf8)) == nil, "\(file)")
                }
            }
        }
    }

    @Test("a token that is refused is renewed once, and the run goes on with the same values")
    func refused() async throws {
        try await run(
            faults: ["401:put:skip=4:times=1"], apps: 12,
            "login -d sub=alice && \"$REKEY_PROGRAM\" run plan --quiet -o csv | tail -1 | cut -d, -f5"
        ) { _, server, ending async throws in
            #expect(ending.output == "succeeded\n", "\(ending.errors)")
            #expect(await server.state.tokens.count >= 2)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("a token that is refused again and again stops the run, and a resume goes on")
    func refusedForGood() async throws {
        try await run(
            faults: ["401:put:times=40"], apps: 3,
            "login -d sub=alice && { \"$REKEY_PROGRAM\" run plan --quiet > /dev/null; echo $?; }"
        ) { _, server, ending async throws in
            #expect(ending.output == "77\n", "\(ending.errors)")
            #expect(await server.state.requestCount <= 4)
        }
    }

    @Test("a token that expires during a run is renewed before it does")
    func expiry() async throws {
        try await run(
            lifetime: 12, apps: 60, limits: "rate: 5/s, burst: 1",
            """
            login -d sub=alice && "$REKEY_PROGRAM" run plan --quiet -o csv | tail -1 | cut -d, -f5
            grep -c 'POST /oauth2/token HTTP/1.1" 200' provider.log
            """
        ) { _, server, ending async throws in
            // One for the login, one for the renewal, whose token holds for an hour.
            #expect(ending.output == "succeeded\n2\n", "\(ending.errors)")
            #expect(await server.state.appliedCount == 60)
        }
    }

    @Test("an answer with another state is waited past, a wrong issuer is reported, and nothing is kept")
    func mistakes() async throws {
        try await run(
            """
            "$REKEY_PROGRAM" login --no-browser > out.txt 2> err.txt & login=$!
            for i in $(seq 200); do grep -q ^http err.txt && break; sleep 0.05; done
            back=$(grep ^http err.txt | grep -o 'redirect_uri=[^&]*' | cut -d= -f2)
            curl -s "$back/../elsewhere" > /dev/null
            echo "forged: $(curl -s -o /dev/null -w '%{http_code}' "$back?code=x&state=forged")"
            kill -0 $login && echo "still waiting"; kill -9 $login; wait $login 2> /dev/null
            "$REKEY_PROGRAM" login --no-browser --issuer $NX1_ISSUER/other 2> err.txt; echo "issuer: $?"
            "$REKEY_PROGRAM" login --no-browser --issuer http://sso.example.com 2> err.txt; echo "clear: $?"
            sqlite3 rekey.db 'SELECT count(*) FROM logins'
            """
        ) { _, _, ending async throws in
            #expect(
                ending.output.split(separator: "\n") == [
                    "forged: 400", "still waiting", "issuer: 78", "clear: 78", "0",
                ],
                "\(ending.output) \(ending.errors)")
        }
    }

    @Test("a logout takes the tokens back: whoever copied the database before cannot renew them")
    func revocation() async throws {
        try await run(
            toolkit: true, faults: ["401:put:skip=6:times=1"], apps: 3,
            """
            export NX1_CLIENT_ID=people NX1_SCOPE="rotate offline_access"
            "$REKEY_PROGRAM" login --no-browser > out.txt 2> err.txt & login=$!
            for i in $(seq 200); do grep -q ^http err.txt && break; sleep 0.05; done
            curl -s -L "$(grep ^http err.txt)" > page.txt
            wait $login; cut -d' ' -f1-2 out.txt
            state
            "$REKEY_PROGRAM" logout > /dev/null; echo $?
            sqlite3 provider.db 'SELECT count(*), count(revoked) FROM oauth2_provider_refreshtoken'
            sqlite3 provider.db 'SELECT count(*) FROM oauth2_provider_accesstoken'
            """
        ) { program, server, ending async throws in
            #expect(
                ending.output.split(separator: "\n") == ["logged in", "succeeded", "0", "1|1", "0"],
                "\(ending.output) \(ending.errors)")
        }
    }

    @Test("a stolen copy of the database is no use after a logout")
    func stolen() async throws {
        try await run(
            toolkit: true, faults: ["401:put:skip=3:times=1"], apps: 3,
            """
            export NX1_CLIENT_ID=people NX1_SCOPE="rotate offline_access"
            "$REKEY_PROGRAM" login --no-browser > out.txt 2> err.txt & login=$!
            for i in $(seq 200); do grep -q ^http err.txt && break; sleep 0.05; done
            curl -s -L "$(grep ^http err.txt)" > page.txt
            wait $login; state
            sqlite3 rekey.db '.backup stolen.db'; cp -p rekey.key stolen.key; chmod 600 stolen.db
            sqlite3 provider.db 'SELECT count(*) - count(revoked) FROM oauth2_provider_refreshtoken'
            "$REKEY_PROGRAM" logout > /dev/null
            REKEY_DATABASE=stolen.db "$REKEY_PROGRAM" run plan --restored > stolen.txt 2>&1; echo $?
            grep -c invalid_grant stolen.txt
            """
        ) { program, server, ending async throws in
            #expect(
                ending.output.split(separator: "\n") == ["succeeded", "1", "77", "1"],
                "\(ending.output) \(ending.errors)")
        }
    }

    @Test("a client without a person gets its tokens by its own secret, which is nowhere afterwards")
    func machine() async throws {
        try await run(
            toolkit: true, faults: ["401:put:skip=4:times=1"], apps: 12,
            """
            export NX1_CLIENT_ID=machine
            NX1_CLIENT_SECRET=plant-client-secret state
            grep -c 'POST /o/token/ HTTP/1.1" 200' provider.log
            NX1_CLIENT_SECRET=plant-client-other "$REKEY_PROGRAM" run plan --quiet > out.txt 2> err.txt; echo $?
            grep -c invalid_client err.txt
            cat > echo.py <<'END'
            import http.server, json, sys
            class Echo(http.server.BaseHTTPRequestHandler):
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                    words = (self.headers["Authorization"] or "") + " " + body + " plant-client-secret"
                    said = json.dumps({"error": "invalid_client", "error_description": words}).encode()
                    self.send_response(401)
                    self.send_header("Content-Length", str(len(said)))
                    self.end_headers()
                    self.wfile.write(said)
            http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
            END
            "$REKEY_OIDC/python" echo.py $((port + 1)) 2> /dev/null & echo=$!
            for i in $(seq 100); do curl -s http://127.0.0.1:$((port + 1))/ > /dev/null && break; sleep 0.05; done
            (unset NX1_ISSUER
             NX1_TOKEN_URL=http://127.0.0.1:$((port + 1))/t NX1_CLIENT_SECRET=plant-client-secret \
                "$REKEY_PROGRAM" run plan > echo.txt 2>&1; echo $?)
            kill $echo
            """
        ) { program, server, ending async throws in
            #expect(
                ending.output.split(separator: "\n") == ["succeeded", "2", "77", "1", "77"],
                "\(ending.output) \(ending.errors)")
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
            for file in ["rekey.db", "rekey.db-wal", "err.txt", "out.txt", "run.txt", "echo.txt"] {
                let bytes = FileManager.default.contents(atPath: program.folder + "/" + file) ?? Data()
                for form in ["plant-client", Data("machine:plant-client-secret".utf8).base64EncodedString()] {
                    #expect(bytes.firstRange(of: Data(form.utf8)) == nil, "\(file)")
                }
            }
        }
    }
}
