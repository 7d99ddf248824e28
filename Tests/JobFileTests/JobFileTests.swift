import Foundation
import Model
import Testing

@testable import JobFile

@Suite struct JobFileTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    /// A plan with one line replaced or added.
    private static func plan(top: String = "", entry: String = "", key: String = "k: { literal: x }") -> String {
        """
        version: 1
        plan: p
        \(top)
        secrets:
          - secret: s
            targets: { apps: [\(app)] }
            \(entry)
            keys:
              \(key)
        """
    }

    @Test("defaults are those of the contract")
    func defaults() throws {
        let plan = try JobFile(yaml: Self.plan(), file: "a.yaml").plan
        #expect(plan.limits.rate?.text == "50/s")
        #expect(plan.limits.effectiveBurst == 50)
        #expect(plan.limits.concurrency == 16)
        #expect(plan.limits.perApp == nil)
        #expect(plan.limits.connectTimeout == .seconds(5))
        #expect(plan.retry == RetryPolicy(attempts: 5, base: .milliseconds(500), cap: .seconds(30)))
        #expect(plan.stop == StopPolicy(canary: 1, failures: .percent(10), breaker: 10))
        #expect(plan.guardMode == .keys)
    }

    @Test("everything that this version knows reads as written")
    func whole() throws {
        let text = Self.plan(
            top: """
                description: d
                api: { profile: prod, hosts: [a.example.com, "https://b.example.com:8443/x"] }
                limits: { rate: 20/s, burst: 20, concurrency: 16, per_app: 1, timeout: 30s, connect_timeout: 5s }
                retry: { attempts: 6, base: 500ms, cap: 30s }
                stop: { canary: 3, failures: 5%, breaker: 0 }
                guard: off
                retain: 0
                """,
            entry: "drop: [old]",
            key: """
                a: { literal: no }
                      b: { generate: password, length: 40, lower: 2, symbol: -1, exclude: "0O", share: app }
                      c: { generate: token, bytes: 16, encoding: base32 }
                      d: { generate: uuid, variant: v7 }
                      e: { generate: pin, length: 8 }
                      f: { env: HOME }
                      g: { file: x.txt }
                      h: { template: "${b|urlencode}" }
                      i: { literal: 0123 }
                """)
        let file = try JobFile(yaml: text, file: "a.yaml")
        let keys = file.plan.entries[0].keys
        #expect(keys[0].source == .literal("no"))
        #expect(keys[1].share == .app)
        #expect(keys[8].source == .literal("0123"))
        #expect(file.plan.guardMode == .off)
        #expect(file.plan.profile == "prod")
        #expect(file.plan.hosts.map(\.description) == ["a.example.com", "https://b.example.com:8443/x"])
        #expect(file.plan.entries[0].drop == [try KeyName("old")])
        #expect(file.plan.limits.rate?.text == "20/s")
    }

    @Test(
        "each mistake gets one line with its place and its remedy",
        arguments: [
            ("api: { hosts: [] }", "a.yaml:3:15: api.hosts: the list is empty; name at least one"),
            (
                "api: { hosts: [a.example.com, 'A.example.com:443'] }",
                "a.yaml:3:31: api.hosts[1]: \"A.example.com:443\" is listed twice; keep one of them"
            ),
            (
                "api: { hosts: [\"http://example.com\"] }",
                "a.yaml:3:16: api.hosts[0]: http would send credentials unencrypted to \"example.com\"; use https, or a loopback address"
            ),
            ("limits: { rat: 20/s }", "a.yaml:3:16: limits.rat: \"rat\" is not a field here; did you mean rate?"),
            (
                "limits: { rate: 20 }",
                "a.yaml:3:17: limits.rate: \"20\" is not a rate; write it like 20/s, 600/m or 5000/h, or none"
            ),
            (
                "limits: { concurrency: 0 }",
                "a.yaml:3:24: limits.concurrency: \"0\" is not a valid number here; write a whole number, 1 to 1024"
            ),
            ("limits: 5", "a.yaml:3:9: limits: this must be a mapping; write key: value below it"),
            ("limits: { timeout: 0s }", "a.yaml:3:20: limits.timeout: the duration is zero; write a longer one"),
            (
                "retry: { base: 30s, cap: 1s }",
                "a.yaml:3:26: retry.cap: cap (1s) is below base (30s); write a longer cap"
            ),
            (
                "stop: { failures: lots }",
                "a.yaml:3:19: stop.failures: \"lots\" is not a failure limit; write a share like 5% or a count like 3"
            ),
            ("guard: maybe", "a.yaml:3:8: guard: \"maybe\" is not a guard; write keys or off"),
            ("description:", "a.yaml:3:13: description: this is empty; write a value, or \"\" for an empty text"),
            (
                "notify: { on: always }",
                "a.yaml:3:9: notify: notify has no recipient; write command: [program] or webhook: https://…"
            ),
            ("retain: -1", "a.yaml:3:9: retain: \"-1\" is not a valid number here; write a whole number, 0 to 1000"),
            (
                "waves: { size: 0% }",
                "a.yaml:3:16: waves.size: \"0%\" is not a wave size; write a share like 10% or a count like 50"
            ),
            ("waves: { pause: 1s }", "a.yaml:3:8: waves: size is missing; write size: …"),
            (
                "waves: { size: 1, gate: { command: ['${secret}'] } }",
                "a.yaml:3:37: waves.gate.command[0]: this program runs for no single target; leave the reference out; the program gets the run on its standard input"
            ),
            (
                "guard:\u{A0}off",
                "a.yaml:3: the line has a no-break space, or another blank that is not white space in YAML; write a plain space"
            ),
            ("plan: q", "a.yaml:2: this is not YAML: \"plan\" is listed twice; keep one of them"),
        ])
    func mistakes(top: String, message: String) throws {
        let error = #expect(throws: JobFileError.self) { try JobFile(yaml: Self.plan(top: top), file: "a.yaml") }
        #expect(error?.description == message)
    }

    @Test(
        "mistakes in keys are named with their path",
        arguments: [
            (
                "k: { literal: x, env: Y }",
                "secrets[0].keys.k: the key has more than one source: literal and env; keep one"
            ),
            (
                "k: { generate: pasword }",
                "secrets[0].keys.k.generate: \"pasword\" is not a generator; use one of keypair, password, pin, token, uuid"
            ),
            (
                "k: { generate: uuid, length: 4 }",
                "secrets[0].keys.k.length: \"length\" is not a field here; use generate, share, variant, weak"
            ),
            (
                "k: { generate: password, length: 4 }",
                "secrets[0].keys.k.length: \"4\" is not a valid number here; write a whole number, 8 to 1024"
            ),
            (
                "k: { generate: password, length: 8 }",
                "secrets[0].keys.k.generate: its values have 45 bits of entropy, under 64; make them longer, or write weak: true"
            ),
            (
                "k: { literal: '****' }",
                "secrets[0].keys.k.literal: the value of \"k\" looks like a mask of asterisks or dots, not like a value; write the real value, or raw: allowed if it is the value"
            ),
            (
                "k: { template: '${x}' }",
                "secrets[0].keys: the template of \"k\" refers to \"x\", which is not a key of this secret; add the key, or write $${ for the plain characters"
            ),
            (
                "k: { keep: true }",
                "secrets: secrets[0] has keep or previous, which need stored values, but retain: 0 stores none; write retain: 1 or more"
            ),
            (
                "a b: { literal: x }",
                "secrets[0].keys.a b: \"a b\" cannot be the name of a key; use 1 to 253 letters, digits, hyphens, underscores and dots"
            ),
            (
                "k: { env: 'A B' }",
                "secrets[0].keys.k.env: \"A B\" is not the name of an environment variable; write letters, digits and _"
            ),
            ("k: { literal: [1] }", "secrets[0].keys.k.literal: this must be text; write it as key: value"),
            (
                "k: {}",
                "secrets[0].keys.k: the key has no source; write one of generate, literal, env, file, command, column, dotenv, json, template, keep, previous"
            ),
            (
                "k: { column: x }",
                "secrets[0].keys: the column \"x\" needs a CSV file of targets; write targets: { csv: … }"
            ),
            (
                "k: { command: 'pass show x' }",
                "secrets[0].keys.k.command: this must be a list of arguments, because no shell is used; write [program, argument, …]"
            ),
            (
                "k: { file: 'a/${app}' }",
                "secrets[0].keys.k.file: \"app\" is not known here; use ${app_id}, ${app_name}, ${secret}, or $${ for the characters"
            ),
            ("k: { keep: false }", "secrets[0].keys.k.keep: keep: false has no meaning; write keep: true"),
            (
                "k: { generate: keypair, public_key: k }",
                "secrets[0].keys.k: \"k\" gets two values; give one of them another name"
            ),
            (
                "k: { generate: keypair, public_form: openssh }",
                "secrets[0].keys.k.public_form: public_form needs public_key; name the key that takes the public half under public_key"
            ),
            (
                "k: { generate: keypair, algorithm: dsa }",
                "secrets[0].keys.k.algorithm: \"dsa\" is not known here; use one of ed25519, p256, rsa-3072, rsa-4096"
            ),
        ])
    func keyMistakes(key: String, tail: String) throws {
        let error = #expect(throws: JobFileError.self) { try JobFile(yaml: Self.plan(key: key), file: "a.yaml") }
        let text = try #require(error?.description)
        #expect(text.hasSuffix(tail), "\(text)")
        #expect(text.hasPrefix("a.yaml:"))
        #expect(!text.contains("\n"))
    }

    @Test(
        "what keys and lists say about their values is checked",
        arguments: [
            (
                "k: { env: A, empty: yes }",
                "secrets[0].keys.k.empty: \"yes\" is not known here; write allowed, or leave it out"
            ),
            ("k: { generate: uuid, trim: true }", "secrets[0].keys.k.trim: \"trim\" is not a field here"),
            ("k: { json: f, select: a }", "secrets[0].keys.k.select: \"a\" does not begin with a slash"),
            ("k: { dotenv: f, select: /a }", "secrets[0].keys.k.select: \"select\" is not a field here"),
            ("k: { generate: password, first: digit }", "secrets[0].keys.k.first: \"digit\" is not known here"),
            ("k: { literal: 'op://a/b' }", "secrets[0].keys.k.literal: the value of \"k\" looks like a reference"),
            ("k: { literal: !!binary aGk= }", "secrets[0].keys.k.literal: the tag !!binary is not supported here"),
            ("..k: { literal: x }", "\"..k\" cannot be the name of a key: Kubernetes refuses"),
        ])
    func valueMistakes(key: String, words: String) throws {
        let text = """
            version: 1
            plan: p
            secrets:
              - secret: s
                targets: { apps: [3c90c3cc-0d44-4b50-8888-8dd25736052a] }
                keys: { \(key) }
            """
        let error = #expect(throws: JobFileError.self) { try JobFile(yaml: text, file: "a.yaml") }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("literals that add up to over 1 MiB are refused when the plan is applied")
    func largeLiterals() throws {
        let half = String(repeating: "x", count: 600_000)
        let text = """
            version: 1
            plan: p
            secrets:
              - secret: s
                targets: { apps: [3c90c3cc-0d44-4b50-8888-8dd25736052a] }
                keys: { a: { literal: \(half) }, b: { literal: \(half) } }
            """
        let error = #expect(throws: JobFileError.self) { try JobFile(yaml: text, file: "a.yaml") }
        #expect(error?.what == "the literals of one secret add up to 1200000 bytes, over 1 MiB")
    }

    @Test("the same target twice is refused, whatever its case")
    func twice() throws {
        let text = Self.plan().replacing("[\(Self.app)]", with: "[\(Self.app), \(Self.app.uppercased())]")
        let error = #expect(throws: JobFileError.self) { try JobFile(yaml: text, file: "a.yaml") }
        #expect(error?.what.contains("is in the plan twice") == true)
    }

    @Test(
        "what is no single plain document is refused",
        arguments: [
            "", "# only a comment\n", "- a\n", "a: 1\n---\nb: 2\n", "plan: \"a\u{0}b\"", "a: [", "\t- x: y: z",
            "!!binary x",
        ])
    func noDocument(text: String) {
        #expect(throws: JobFileError.self) { try JobFile(yaml: text, file: "a.yaml") }
    }

    @Test("bombs and deep nests are refused quickly")
    func bombs() {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            bomb +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        #expect(throws: JobFileError.self) { try JobFile(yaml: bomb, file: "a.yaml") }
        for open in ["[", "{a: "] {
            #expect(throws: JobFileError.self) {
                try JobFile(yaml: String(repeating: open, count: 50_000), file: "a.yaml")
            }
        }
        let invalid: [UInt8] = [0x61, 0xff]
        #expect(throws: JobFileError.self) { try JobFile(yaml: invalid, file: "a.yaml") }
    }

    @Test("a definition reads back as the same plan, and so does its export")
    func roundTrip() throws {
        let text = Self.plan(
            top: "description: \"tab\\t, quote \\\" and 😀\"",
            key:
                "a: { literal: no }\n      b: { literal: \"0123\" }\n      c: { literal: 1.50 }\n      d: { template: \"x: ${a}\" }"
        )
        let file = try JobFile(yaml: text, file: "a.yaml")
        let again = try JobFile(definition: file.definition, plan: "p")
        #expect(again.plan == file.plan)
        #expect(again.definition == file.definition)
        let exported = try JobFile(yaml: JobFile.yaml(definition: file.definition), file: "export")
        #expect(exported.plan == file.plan)
    }

    @Test("JSON as other programs write it is read: escapes, indentation, no name")
    func foreignJSON() throws {
        let json = """
            {
            \t"description": "\\ud83d\\ude00 \\/ \\u00e9",
            \t"secrets": [{"secret":"s","keys":{"k":{"generate":"token"}}}]
            }
            """
        let plan = try JobFile(definition: json, plan: "from-sql").plan
        #expect(plan.name.text == "from-sql")
        #expect(plan.description == "😀 / é")
        #expect(plan.entries[0].targets == .table)
        #expect(throws: JobFileError.self) { try JobFile(definition: "{\"plan\":\"other\"}", plan: "p") }
    }

    @Test("the job files that come with rekey are right")
    func examples() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../jobs"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 3)
        for name in files {
            let bytes = Array(FileManager.default.contents(atPath: folder + "/" + name) ?? Data())
            _ = try JobFile(yaml: bytes, file: name)
        }
    }
}
