import Foundation
import Sandbox
import TestSupport
import Testing

/// What goes over the wire besides the request, and what does not.
@Suite(.fewAtATime) struct WireTests {
    /// - Parameter timeout: in seconds. What must be answered has long enough for a machine under load.
    private static func plan(_ program: Program, timeout: Int = 30) throws {
        try program.writePlan(
            apps: 1,
            settings: """
                retry: { attempts: 1 }
                limits: { rate: none, timeout: \(timeout)s, connect_timeout: \(timeout)s }
                stop: { canary: 0, breaker: 0 }
                """)
    }

    @Test("a proxy before an encrypted API sees the host's name, and nothing of the request")
    func proxy() async throws {
        let program = try Program(host: "https://nx1.example.com")
        defer { program.remove() }
        try Self.plan(program, timeout: 2)
        #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
        let proxy = try DeafProxy()
        let run = try await program.run(
            ["run", "plan"], environment: ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)", "NX1_API_KEY": "marker"])
        #expect(run.code == 69)
        let heard = proxy.heard()
        #expect(heard.hasPrefix("CONNECT nx1.example.com:443 HTTP/1.1\r\n"), "\(heard)")
        #expect(!heard.contains("marker") && !heard.lowercased().contains("authorization"))

        let past = try await program.run(
            ["run", "plan"],
            environment: ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)", "NO_PROXY": "nx1.example.com"])
        #expect(past.code == 69 && proxy.heard().isEmpty)
    }

    @Test("http goes to this machine, whatever proxy the environment names")
    func loopback() async throws {
        try await Sandboxed.run { program, server async throws in
            try Self.plan(program)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let proxy = try DeafProxy()
            let address = "http://127.0.0.1:\(proxy.port)"
            let run = try await program.run(
                ["run", "plan"], environment: ["http_proxy": address, "HTTP_PROXY": address, "ALL_PROXY": address])
            #expect(run.code == 0 && proxy.heard().isEmpty)
            #expect(await server.state.appliedCount == 1)
        }
    }

    @Test("a client's own certificate is shown where one is asked for, and its files are checked")
    func clientCertificate() async throws {
        let certificates = try Certificates.shared()
        let program = try Program()
        defer { program.remove() }
        try Self.plan(program)
        #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
        let own = ["--client-cert", certificates.certificate(.good), "--client-key", certificates.key(.good)]
        let ended = try await program.shell(
            """
            coproc openssl s_server -accept 127.0.0.1:0 -cert \(certificates.certificate(.good)) \
                -key \(certificates.key(.good)) -CAfile \(certificates.authority) -Verify 2 -verify_return_error -www 2>&1
            while read -r line <&"${COPROC[0]}"; do
                case "$line" in ACCEPT*) port=${line##*:}; break;; esac
            done
            cat <&"${COPROC[0]}" > /dev/null &
            export NX1_HOST=https://127.0.0.1:$port NX1_API_KEY=x SSL_CERT_FILE=\(certificates.authority)
            "$REKEY_PROGRAM" run plan --quiet > first 2>&1
            "$REKEY_PROGRAM" run plan --quiet \(own.joined(separator: " ")) > second 2>&1
            kill "$COPROC_PID"
            "$REKEY_PROGRAM" items 1 -o csv | tail -1
            cat second
            """)
        let lines = ended.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 2, "\(ended.output) \(ended.errors)")
        // The test server's page is no secret; that it came at all says that the certificate was taken.
        #expect(lines[0].contains(",tls,") || lines[0].contains(",reset,"), "\(lines[0])")
        #expect(lines[1].contains(" answers 200") && lines[1].contains("base path"), "\(lines[1])")

        for (options, message) in [
            (["--client-cert", "x.pem"], "--client-cert and --client-key go together"),
            (["--client-cert", "x.pem", "--client-key", "y.pem"], "--client-cert: x.pem cannot be read"),
        ] {
            let wrong = try await program.run(
                ["run", "plan"] + options, environment: ["NX1_HOST": "https://x.example.com", "NX1_API_KEY": "x"])
            #expect(wrong.code == 78 && wrong.errorLine.contains(message), "\(wrong.errors)")
        }
    }

    @Test("a name is one segment of the path, whatever it holds")
    func names() async throws {
        let listener = try DeafProxy()
        let program = try Program(host: "http://127.0.0.1:\(listener.port)")
        defer { program.remove() }
        let app = "00000000-0000-4000-8000-00000000000a"
        for (name, segment) in [
            ("a?b#c", "a%3Fb%23c"), ("50%2e", "50%252e"), ("x y", "x%20y"), ("über", "%C3%BCber"), ("a;b&c=d", nil),
        ] {
            try program.write("targets.csv", "app_id,secret_name\n\(app),\(name)\n")
            try program.write(
                "plan.yaml",
                """
                version: 1
                plan: plan
                guard: off
                retry: { attempts: 1 }
                limits: { timeout: 1s, connect_timeout: 1s }
                secrets: [{ targets: { csv: targets.csv }, keys: { k: { generate: token } } }]
                """)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            _ = try await program.run("run", "plan")
            // The list of apps was read before the run.
            let line =
                listener.heard().split(separator: "\r\n").map(String.init).first { $0.hasPrefix("PUT ") } ?? ""
            let path = line.split(separator: " ").dropFirst().first ?? ""
            #expect(line.hasPrefix("PUT ") && line.hasSuffix(" HTTP/1.1"), "\(line)")
            if let segment { #expect(path == "/api/app/\(app)/secrets/\(segment)") }
            #expect(
                path.split(separator: "/").count == 5
                    && path.split(separator: "/").last?.removingPercentEncoding == name)
        }
    }

    @Test(
        "a name that would leave its place in the request is refused, also when SQL wrote it",
        arguments: ["a/../../b", "..", "a\r\nX-Evil: 1", "a\u{7f}"])
    func evilNames(_ name: String) async throws {
        let listener = try DeafProxy()
        let program = try Program(host: "http://127.0.0.1:\(listener.port)")
        defer { program.remove() }
        let definition = #"{"version":1,"plan":"p","guard":"off","secrets":[{"keys":{"k":{"generate":"token"}}}]}"#
        #expect(try await program.run("init").code == 0)
        let hex = name.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        try program.write(
            "plan.sql",
            """
            INSERT INTO plans VALUES ('p', '\(definition)', NULL);
            INSERT INTO targets (plan, app_id, secret_name)
            VALUES ('p', '00000000-0000-4000-8000-00000000000a', CAST(x'\(hex)' AS TEXT));
            """)
        let ended = try await program.shell(
            "sqlite3 \"$REKEY_DATABASE\" < plan.sql && \"$REKEY_PROGRAM\" run p")
        #expect(ended.code == 65 && ended.errorLine.split(separator: "\n").count == 1, "\(ended.errors)")
        #expect(listener.heard().isEmpty)
    }

    @Test("a server that speaks nothing newer than TLS 1.1 gets nothing")
    func oldTLS() async throws {
        let certificates = try Certificates.shared()
        let program = try Program()
        defer { program.remove() }
        try Self.plan(program)
        #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
        // The system's own policy would refuse as well; it is out of the way here, as curl's success shows.
        let ended = try await program.shell(
            """
            printf 'openssl_conf=a\\n[a]\\nssl_conf=b\\n[b]\\nsystem_default=c\\n[c]\\nMinProtocol=TLSv1\\nCipherString=ALL@SECLEVEL=0\\n' > ssl.conf
            export OPENSSL_CONF=$PWD/ssl.conf
            coproc openssl s_server -accept 127.0.0.1:0 -tls1_1 -cert \(certificates.certificate(.good)) \
                -key \(certificates.key(.good)) -www 2>&1
            while read -r line <&"${COPROC[0]}"; do
                case "$line" in ACCEPT*) port=${line##*:}; break;; esac
            done
            cat <&"${COPROC[0]}" > /dev/null &
            curl -s -o page --tlsv1.0 --cacert \(certificates.authority) https://127.0.0.1:$port/; echo $?
            export NX1_HOST=https://127.0.0.1:$port NX1_API_KEY=x SSL_CERT_FILE=\(certificates.authority)
            "$REKEY_PROGRAM" run plan --quiet > /dev/null; echo $?
            kill "$COPROC_PID"
            "$REKEY_PROGRAM" attempts 1 -o csv | tail -1
            """)
        let lines = ended.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 3, "\(ended.output) \(ended.errors)")
        #expect(lines[0] == "0" && lines[1] == "69" && lines[2].contains("tls"), "\(lines)")
    }
}
