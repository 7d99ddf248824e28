import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What a process shows of its memory when it dies.
@Suite(.fewAtATime) struct PrivacyTests {
    @Test("a crash leaves no report of what was in memory")
    func crash() async throws {
        var program = try Program()
        defer { program.remove() }
        let report = program.folder + "/crash"
        program.environment["SWIFT_BACKTRACE"] = "enable=yes,output-to=" + report
        let code = try await program.start(["sandbox"]) { process in
            _ = try await eventually { catchesSignals(process) }
            kill(process, SIGABRT)
        }
        #expect(code == 128 + SIGABRT)
        #expect(!FileManager.default.fileExists(atPath: report))
    }

    @Test("no variable makes the keys of connections known, and programs get the user's variables but not ours")
    func variables() async throws {
        let certificates = try Certificates.shared()
        let identity = SandboxConfiguration.Identity(
            certificate: certificates.certificate(.good), privateKey: certificates.key(.good))
        try await Sandboxed.run(change: { $0.identity = identity }) { program, _ in
            var program = program
            let script = try program.write("value", "#!/bin/sh\nenv > seen\necho some-value\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                secrets:
                  - secret: db
                    targets: { apps: [3c90c3cc-0d44-4b50-8888-8dd25736052a] }
                    keys: { a: { command: [./value] } }
                """)
            let log = program.folder + "/tls-keys.log"
            try program.write("openssl.cnf", "openssl_conf = missing_section_that_is_an_error\n")
            program.environment["SSL_CERT_FILE"] = certificates.authority
            program.environment["SSLKEYLOGFILE"] = log
            program.environment["OPENSSL_CONF"] = program.folder + "/openssl.cnf"
            program.environment["OPENSSL_MODULES"] = program.folder
            program.environment["MINE"] = "1"
            program.environment["CREDENTIALS_DIRECTORY"] = program.folder + "/credentials"
            program.environment["REKEY_KEY_FILE"] = program.folder + "/rekey.key"
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            let run = try await program.run("run", "p")
            #expect(run.code == 0, "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: log))
            let seen = try String(contentsOfFile: program.folder + "/seen", encoding: .utf8)
            let names = Set(seen.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) })
            #expect(names.isSuperset(of: ["MINE", "SSLKEYLOGFILE", "OPENSSL_CONF", "OPENSSL_MODULES", "PATH"]))
            #expect(!names.contains("CREDENTIALS_DIRECTORY"))
            #expect(!names.contains { $0.hasPrefix("NX1_") || $0.hasPrefix("REKEY_") })
        }
    }

    /// The program catches signals once it serves.
    private func catchesSignals(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return false }
        let mask = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
        return (mask.flatMap { UInt64($0, radix: 16) } ?? 0) & (1 << (SIGTERM - 1)) != 0
    }
}
