import Foundation
import TestSupport
import Testing

/// Where a client's secret and tokens go, how often they are asked for, and what a refusal is called.
@Suite(.fewAtATime) struct TokenTests {
    private static let run = "\"$REKEY_PROGRAM\" run plan --quiet > out.txt; echo $?"

    // MARK: Where they go

    @Test("without a token URL nothing is sent for a host that is not the platform's, by whatever command")
    func noForeignDefault() async throws {
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                """
                export HTTPS_PROXY=http://127.0.0.1:$PORT https_proxy=http://127.0.0.1:$PORT
                for command in "run plan" "check plan" doctor; do
                    for host in "$NX1_HOST" https://nx1.own.example https://rapid.nx1cloud.com.own.example; do
                        NX1_HOST=$host "$REKEY_PROGRAM" $command > out.txt 2>&1; echo $?
                        grep -c NX1_TOKEN_URL out.txt
                    done
                done
                """)
            #expect(ended.output == String(repeating: "78\n1\n", count: 9), "\(ended.output) \(ended.errors)")
            #expect(scene.requests().isEmpty)
        }
    }

    @Test("the platform's own token URL is the default for a host of the platform")
    func platformDefault() async throws {
        try await TokenScene.open(plan: "retry: { attempts: 1 }") { scene async throws in
            let ended = try await scene.script(
                """
                export https_proxy=http://127.0.0.1:$PORT
                NX1_HOST=https://AIapi.Rapid.NX1cloud.com. "$REKEY_PROGRAM" run plan 2> err.txt; echo $?
                """)
            #expect(ended.output == "69\n", "\(ended.errors)")
            #expect(scene.requests().map(\.path) == ["sso-rapid.rapid.nx1cloud.com:443"])
        }
    }

    @Test(
        "a token URL that is not https or on a loopback address is refused, and the setting is named",
        arguments: [
            "http://10.9.9.9/t", "https://plant-user:plant-password@127.0.0.1/t", "file:///etc/passwd",
            "http://127.0.0.1:$PORT/a b", "http://127.0.0.1:$PORT/%00", "http://127.0.0.1:$PORT\\\\@evil.example/t",
            "http://0127.0.0.1:$PORT/t", "http://127.1:$PORT/t", "http://2130706433:$PORT/t", "127.0.0.1:$PORT/t",
            "http://127.0.0.1:$PORT/t#x", "http://127.0.0.1:$PORT/t$(printf '\\nx')",
        ])
    func badURL(url: String) async throws {
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                """
                NX1_TOKEN_URL="\(url)" "$REKEY_PROGRAM" run plan 2> err.txt; echo $?
                grep -c NX1_TOKEN_URL err.txt; grep -c plant- err.txt
                mkdir .nx1 && printf '%s' "default: { oauth: { token_url: '\(url)' } }" > .nx1/profiles && chmod 600 .nx1/profiles
                "$REKEY_PROGRAM" run plan 2> err.txt; echo $?; wc -l < err.txt
                """)
            #expect(ended.output == "78\n1\n0\n78\n1\n", "\(ended.output) \(ended.errors)")
            #expect(scene.requests().isEmpty)
        }
    }

    // MARK: A login's tokens

    private static let login = """
        unset NX1_CLIENT_SECRET
        export NX1_AUTHORIZATION_URL=http://127.0.0.1:$PORT/authorize
        start_login() {
            "$REKEY_PROGRAM" login --no-browser --token-url $URL > out.txt 2> err.txt & login=$!
            for i in $(seq 200); do grep -q ^http err.txt && break; sleep 0.05; done
            address=$(grep ^http err.txt)
        }
        """

    private static let loginAnswer =
        #"{"body":{"access_token":"plant-access","refresh_token":"plant-refresh","expires_in":3600}}"#

    @Test("a request with another state is answered and waited past: the login goes on")
    func forgedState() async throws {
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                [Self.loginAnswer],
                """
                \(Self.login)
                start_login
                back=$(printf '%b' "$(echo "$address" | grep -o 'redirect_uri=[^&]*' | cut -d= -f2 | sed 's/%/\\\\x/g')")
                for query in 'code=x&state=forged' 'code=x' 'error=denied' 'state=&code=x'; do
                    curl -s -o /dev/null -w '%{http_code}\\n' "$back?$query"
                done
                curl -s -L -o /dev/null -w '%{http_code}\\n' "$address"
                wait $login; echo $?; cut -d' ' -f1-2 out.txt
                """)
            #expect(ended.output == "400\n400\n400\n400\n200\n0\nlogged in\n", "\(ended.output) \(ended.errors)")
            #expect(scene.tokenRequests.count == 1 && scene.tokenRequests[0].body.contains("code=CODE-1"))
        }
    }

    @Test("a connection that says nothing keeps nobody from logging in")
    func silentCaller() async throws {
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                [Self.loginAnswer],
                """
                \(Self.login)
                start_login
                back=$(printf '%b' "$(echo "$address" | grep -o 'redirect_uri=[^&]*' | cut -d= -f2 | sed 's/%/\\x/g')")
                port=${back##*:}; port=${port%%/*}
                for i in 3 4 5; do eval "exec $i<>/dev/tcp/127.0.0.1/$port"; done
                before=$(date +%s)
                curl -s -L -o /dev/null -w '%{http_code}\n' "$address"
                wait $login; echo $?
                [ $(($(date +%s) - before)) -lt 5 ] || echo "waited for the silent ones"
                """)
            #expect(ended.output == "200\n0\n", "\(ended.output) \(ended.errors)")
        }
    }

    @Test(
        "a login whose addresses were changed in the database sends its token nowhere",
        arguments: [
            "token_url = 'http://127.0.0.1:' || $PORT || '/elsewhere', expires_at = 1",
            "token_url = 'http://10.9.9.9/token', expires_at = 1", "client_id = 'other', expires_at = 1",
            "revocation_url = 'http://127.0.0.1:' || $PORT || '/elsewhere'",
        ])
    func changedLogin(change: String) async throws {
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                [Self.loginAnswer],
                """
                \(Self.login)
                start_login; curl -s -L -o /dev/null "$address"; wait $login; echo $?
                \(Self.run) 2> err.txt
                sqlite3 rekey.db "UPDATE logins SET \(change)"
                export NX1_CLIENT_SECRET=plant-client-secret
                "$REKEY_PROGRAM" run plan > out.txt 2> err.txt; echo $?; grep -c 'rekey login\\|token_url' err.txt
                "$REKEY_PROGRAM" logout > out.txt 2>&1; echo $?
                """)
            #expect(ended.output == "0\n0\n78\n1\n0\n", "\(ended.output) \(ended.errors)")
            #expect(scene.tokenRequests.map(\.path) == ["/token"])
            #expect(scene.tokenRequests.allSatisfy { $0.authorization == nil })
        }
    }

    // MARK: What the endpoint answers

    @Test(
        "a lifetime that says nothing sensible means until it is refused",
        arguments: [
            "\"3600\"", "0", "-1", "1.5", "1e30", "null", "{}", "[]", "\"soon\"", "\"\"", "true",
            "99999999999999999999",
        ])
    func lifetime(text: String) async throws {
        try await TokenScene.open(apps: 5, faults: ["delay:delay=20"]) { scene async throws in
            let ended = try await scene.script(
                [
                    "{\"body\":{\"access_token\":\"plant-access\",\"token_type\":\"BearerToken\",\"expires_in\":\(text)}}"
                ],
                "export NX1_TOKEN_URL=$URL; \(Self.run)")
            #expect(ended.output == "0\n", "\(ended.errors)")
            #expect(scene.tokenRequests.count == 1)
            #expect(scene.tokenRequests.first?.body.contains("scope=profile") == true)
        }
    }

    @Test(
        "a token that a header cannot carry is refused, and is not shown",
        arguments: ["plant\\r\\nX-Evil: 1", "plant access", "plant\\u00e9", "plant\\u0000", ""])
    func unfitToken(text: String) async throws {
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                ["{\"body\":{\"access_token\":\"\(text)\"}}"],
                "export NX1_TOKEN_URL=$URL; \(Self.run)")
            #expect(ended.output == "78\n", "\(ended.errors)")
            #expect(!ended.errors.contains("plant"))
        }
    }

    @Test("tokens that are refused again and again are asked for once in ten seconds")
    func refusedTokens() async throws {
        try await TokenScene.open(apps: 3, faults: ["401:put:times=1"]) { scene async throws in
            let ended = try await scene.script(
                [#"{"body":{"access_token":"plant-access","expires_in":1}}"#],
                "export NX1_TOKEN_URL=$URL; \(Self.run)")
            #expect(ended.output == "0\n", "\(ended.errors)")
            let times = scene.tokenRequests.map(\.time)
            #expect(times.count >= 2)
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 > 9.9 }, "\(times)")
        }
    }

    @Test("a token endpoint that cannot answer is asked again, and is no refusal in the end")
    func busy() async throws {
        for step in [
            #"{"code":503,"body":"<html>"}"#,
            #"{"code":429,"body":{"error":"slow_down"},"headers":{"Retry-After":"1"}}"#,
        ] {
            try await TokenScene.open { scene async throws in
                let good = try await scene.script(
                    [step, TokenScene.token],
                    "export NX1_TOKEN_URL=$URL; \(Self.run)")
                #expect(good.output == "0\n", "\(good.errors)")
                #expect(scene.tokenRequests.count == 2)
            }
        }
        try await TokenScene.open(plan: "retry: { attempts: 1 }") { scene async throws in
            let bad = try await scene.script(
                [#"{"code":429,"body":{"error":"slow_down","error_description":"too often"}}"#],
                "export NX1_TOKEN_URL=$URL; \(Self.run)")
            #expect(bad.output == "69\n" && bad.errors.contains("slow_down: too often"), "\(bad.errors)")
        }
    }

    @Test(
        "a refusal is shown whatever its status, with advice for a client of its own",
        arguments: [
            #"{"code":200,"body":{"error":"unauthorized_client","error_description":"not plant-client-secret"}}"#,
            #"{"code":401,"body":{"error":"unauthorized_client","error_description":"not here"}}"#,
            #"{"code":400,"body":{"error":{"code":400,"message":"unauthorized_client"}}}"#,
        ])
    func refusal(step: String) async throws {
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                [step],
                "export NX1_TOKEN_URL=$URL; \(Self.run)")
            #expect(ended.output == "77\n")
            #expect(ended.errors.contains("unauthorized_client") && ended.errors.contains("NX1_CLIENT_SECRET"))
            #expect(!ended.errors.contains("rekey login") && !ended.errors.contains("plant-"), "\(ended.errors)")
            #expect(scene.tokenRequests.count == 1)
        }
    }

    // MARK: How a client proves who it is

    @Test("a server that wants the secret in the body gets it there, and one that says so gets it there at once")
    func secretInBody() async throws {
        let step = #"{"needs_body_secret":true,"body":{"access_token":"plant-access"}}"#
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                [step],
                "export NX1_TOKEN_URL=$URL; \(Self.run)")
            #expect(ended.output == "0\n", "\(ended.errors)")
            #expect(scene.tokenRequests.map { $0.authorization != nil } == [true, false])
        }
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                [step],
                "export NX1_ISSUER=http://127.0.0.1:$PORT; \(Self.run)")
            #expect(ended.output == "0\n", "\(ended.errors)")
            #expect(scene.tokenRequests.map { $0.authorization != nil } == [false])
        }
    }

    @Test("an assertion is read anew for every token")
    func assertion() async throws {
        try await TokenScene.open(apps: 2, faults: ["401:put:skip=1:times=1"]) { scene async throws in
            let ended = try await scene.script(
                """
                unset NX1_CLIENT_SECRET
                export NX1_TOKEN_URL=$URL NX1_CLIENT_ASSERTION_FILE=assertion.txt
                "$REKEY_PROGRAM" run plan --quiet 2> err.txt; echo $?; grep -c NX1_CLIENT_ASSERTION_FILE err.txt
                echo plant.first > assertion.txt
                "$REKEY_PROGRAM" run plan --quiet > out.txt & run=$!
                for i in $(seq 200); do [ -s log.jsonl ] && break; sleep 0.05; done
                echo plant.second > assertion.txt
                wait $run; echo $?
                """)
            #expect(ended.output == "78\n1\n0\n", "\(ended.errors)")
            let bodies = scene.tokenRequests.map(\.body)
            #expect(bodies.count == 2 && bodies[0].contains("client_assertion=plant.first"))
            #expect(bodies.last?.contains("client_assertion=plant.second") == true)
            #expect(bodies.allSatisfy { $0.contains("client_id=machine") && $0.contains("jwt-bearer") })
        }
    }
}
