import Foundation
import Sandbox
import TestSupport
import Testing

/// Faults of this machine's set-up: known before anything is sent, 78, and no run is made of them.
@Suite(.fewAtATime) struct SetupFaultTests {
    private static let plan = """
        retry: { attempts: 3, base: 1ms, cap: 2ms }
        limits: { rate: none, timeout: 10s }
        stop: { canary: 0, breaker: 0 }
        """

    private func withPlan(_ body: (Program, Certificates) async throws -> Void) async throws {
        let certificates = try Certificates.shared()
        let program = try Program(host: "https://127.0.0.1:1")
        defer { program.remove() }
        try program.writePlan(apps: 1, settings: Self.plan)
        #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
        try await body(program, certificates)
    }

    private static func asked(_ program: Program, _ query: String) async throws -> String {
        try await program.shell("sqlite3 rekey.db '\(query)'").output
    }

    /// Answers every caller with one status, as a proxy that opens no tunnel.
    private static let proxy = """
        import socket, sys
        listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        open("port.new", "w").write(str(listener.getsockname()[1]))
        __import__("os").rename("port.new", "port")
        while True:
            caller, _ = listener.accept()
            caller.recv(65536)
            caller.sendall(b"HTTP/1.1 %s No\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n" % sys.argv[1].encode())
            caller.close()
        """

    @Test("files of certificates and keys that cannot be used are named, and no run is made")
    func files() async throws {
        try await withPlan { program, certificates async throws in
            let (certificate, key) = (certificates.certificate(.good), certificates.key(.good))
            try program.write("no.pem", "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n")
            let made = try await program.shell(
                """
                openssl pkcs8 -topk8 -in \(key) -passout pass:x -out locked8.key
                openssl ec -in \(key) -aes256 -passout pass:x -out locked.key
                """)
            #expect(made.code == 0, "\(made.errors)")
            let cases: [(options: [String], environment: [String: String], named: String)] = [
                (["--ca-file", "gone.pem"], [:], "--ca-file: gone.pem"),
                (["--ca-file", "."], [:], "--ca-file: ."),
                (["--ca-file", "plan.yaml"], [:], "--ca-file: plan.yaml"),
                (["--ca-file", key], [:], "--ca-file: \(key)"),
                ([], ["SSL_CERT_FILE": "no.pem"], "SSL_CERT_FILE: no.pem"),
                (["--client-cert", certificate, "--client-key", "locked8.key"], [:], "--client-key locked8.key"),
                (["--client-cert", certificate, "--client-key", "locked.key"], [:], "--client-key locked.key"),
                (
                    ["--client-cert", certificate, "--client-key", certificates.key(.expired)], [:],
                    "--client-cert \(certificate)"
                ),
                (["--client-cert", "plan.yaml", "--client-key", key], [:], "--client-cert plan.yaml"),
                (["--client-cert", key, "--client-key", certificate], [:], "--client-cert \(key)"),
            ]
            for (options, environment, named) in cases {
                for command in [["run", "plan"], ["check", "plan"], ["doctor"]] {
                    let ended = try await program.run(command + options, environment: environment)
                    #expect(ended.code == 78, "\(command) \(options) \(ended.errors)")
                    #expect((ended.output + ended.errors).contains(named), "\(command) \(ended.output) \(ended.errors)")
                }
            }
            #expect(try await Self.asked(program, "SELECT count(*) FROM runs") == "0\n")
            let good = try await program.run(
                "run", "plan", "--ca-file", certificates.authority, "--client-cert", certificate, "--client-key", key)
            #expect(good.code == 69, "\(good.errors)")
        }
    }

    @Test("a run that is resumed or retried looks at the files before its first request too")
    func unfinished() async throws {
        try await withPlan { program, _ async throws in
            #expect(try await program.run("run", "plan").code == 69)
            let before = try await Self.asked(program, "SELECT count(*) FROM attempt_log")
            for command in ["resume", "retry"] {
                let ended = try await program.run(command, "1", "--ca-file", "plan.yaml")
                #expect(ended.code == 78 && ended.errors.contains("--ca-file: plan.yaml"), "\(ended.errors)")
            }
            #expect(try await Self.asked(program, "SELECT count(*) FROM attempt_log") == before)
        }
    }

    @Test("a token request uses no CA bundle that is none")
    func token() async throws {
        try await TokenScene.open { scene async throws in
            let ended = try await scene.script(
                """
                NX1_TOKEN_URL=$URL "$REKEY_PROGRAM" run plan --ca-file plan.yaml; echo $?
                """)
            #expect(ended.output == "78\n" && scene.requests().isEmpty, "\(ended.output) \(ended.errors)")
        }
    }

    @Test("a proxy that refuses the tunnel is asked once, and told apart from one that cannot open it now")
    func proxy() async throws {
        for (status, code, asked) in [(407, 78, 0), (403, 78, 0), (405, 78, 0), (502, 69, 3), (503, 69, 3)] {
            try await withPlan { program, _ async throws in
                try program.write("proxy.py", Self.proxy)
                let ended = try await program.shell(
                    """
                    python3 proxy.py \(status) & proxy=$!
                    trap 'kill $proxy' EXIT
                    until [ -s port ]; do sleep 0.05; done
                    export HTTPS_PROXY=http://127.0.0.1:$(cat port) NX1_HOST=https://nx1.example.com
                    "$REKEY_PROGRAM" run plan
                    """)
                #expect(ended.code == Int32(code), "\(status): \(ended.errors)")
                let said = try await Self.asked(
                    program, "SELECT count(*), max(error_kind), max(error) FROM attempt_log")
                // A proxy that refuses is known before a run is made.
                #expect(said.hasPrefix(asked == 0 ? "0||" : "\(asked)|proxy|"), "\(status): \(said)")
                let words = asked == 0 ? ended.errors : said
                #expect(words.contains("the proxy answered \(status)") && words.contains("HTTPS_PROXY"), "\(words)")
            }
        }
    }

    @Test("a proxy without an address is a fault of the proxy")
    func proxyWithoutAddress() async throws {
        try await withPlan { program, _ async throws in
            let variables = ["HTTPS_PROXY": "http://nowhere.invalid:3128", "NX1_HOST": "https://nx1.example.com"]
            let ended = try await program.run(["run", "plan"], environment: variables)
            #expect(ended.code == 69, "\(ended.errors)")
            let said = try await Self.asked(program, "SELECT DISTINCT error_kind FROM attempt_log")
            #expect(said == "proxy\n", "\(said)")
        }
    }
}
