import Foundation
import Sandbox
import TestSupport
import Testing

/// Keys that other programs must be able to use.
@Suite(.fewAtATime) struct KeyPairTests {
    @Test(
        "openssl reads the private key and agrees about the public one",
        arguments: [
            ("ed25519", "ED25519 Private-Key"), ("p256", "Private-Key: (256 bit)"),
            ("rsa-3072", "Private-Key: (3072 bit"), ("rsa-4096", "Private-Key: (4096 bit"),
        ])
    func openssl(algorithm: String, name: String) async throws {
        let program = try Program()
        defer { program.remove() }
        let made = try await program.shell(
            """
            set -e
            "$REKEY_PROGRAM" generate keypair --algorithm \(algorithm) --quiet > key.pem
            head -1 key.pem
            openssl pkey -in key.pem -noout -text -check 2>&1
            ls *.db 2>/dev/null || true
            """)
        #expect(made.code == 0 && made.output.contains(name), "\(made.output) \(made.errors)")
        #expect(made.output.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(!made.output.contains("rekey.db"))
    }

    @Test(
        "the public half is the private one's, for openssl and for ssh-keygen",
        arguments: ["ed25519", "p256", "rsa-3072"])
    func publicHalf(algorithm: String) async throws {
        let app = UUID().uuidString.lowercased()
        try await Sandboxed.run { program, server async throws in
            try program.write(
                "p.yaml",
                """
                version: 1
                plan: p
                secrets:
                  - secret: tls
                    targets: { apps: [\(app)] }
                    keys:
                      key: { generate: keypair, algorithm: \(algorithm), public_key: pub }
                      key2: { generate: keypair, algorithm: \(algorithm), public_key: line, public_form: openssh }
                """)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            #expect(try await program.run("run", "p").code == 0)
            let values = try #require(await server.state.values(.init(app: app, secret: "tls")))
            #expect(Set(values.keys) == ["key", "pub", "key2", "line"])
            for (name, value) in values { try program.write(name, value) }
            let checked = try await program.shell(
                """
                set -e
                chmod 600 key key2
                openssl pkey -in key -pubout | diff - pub
                ssh-keygen -l -f line
                openssl pkey -in key2 -pubout > spki
                if [ \(algorithm) = ed25519 ]; then
                    # ssh-keygen of 2022 reads no PKCS#8 of this kind; the key's own 32 bytes end both forms.
                    cut -d ' ' -f 2 line | base64 -d | tail -c 32 > own
                    openssl pkey -pubin -in spki -outform DER | tail -c 32 | cmp - own
                else
                    ssh-keygen -i -m PKCS8 -f spki > own
                    test "$(cut -d ' ' -f 1,2 own)" = "$(cut -d ' ' -f 1,2 line)"
                fi
                cut -d ' ' -f 3 line
                """)
            #expect(checked.code == 0 && checked.output.hasSuffix("\ntls\n"), "\(checked.output) \(checked.errors)")
        }
    }
}
