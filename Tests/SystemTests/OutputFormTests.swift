import Foundation
import TestSupport
import Testing

/// `--output` and `--log-format`, for every command that there is.
@Suite(.fewAtATime) struct OutputFormTests {
    /// How a command is called so that it has a result.
    private enum Call: Sendable {
        /// `FILE` stands for a name of its own in each call.
        case result([String])
        /// Its result has one form, and it says so.
        case oneForm([String])
        /// What it needs, another test has.
        case elsewhere
    }

    private static let calls: [String: Call] = [
        "demo": .oneForm([]), "init": .result([]), "plan validate": .result(["plan.yaml"]),
        "plan apply": .result(["plan.yaml"]), "plan diff": .result(["plan.yaml"]), "plan list": .result([]),
        "plan show": .result(["plan"]), "plan export": .result(["plan"]), "plan remove": .result(["spare-FILE"]),
        "run": .result(["plan"]), "resume": .result([]), "retry": .result(["1"]),
        "rollback": .result(["2", "--yes"]), "restore": .result(["plan", "--yes"]),
        "cancel": .result(["CANCEL", "--yes"]), "check": .result(["plan"]), "doctor": .result([]),
        "apps": .result([]),
        "adopt": .result(["plan", "--csv", "now.csv"]),
        "reveal": .result(["--app", "APP", "--secret", "db", "--yes"]), "generate": .result(["token"]),
        "audit verify": .result([]), "audit export": .result([]), "key create": .result(["--key-file", "FILE.key"]),
        "key rotate": .result([]), "key show": .result([]), "login": .elsewhere,
        "logout": .result([]), "status": .result([]), "runs": .result([]), "items": .result(["1"]),
        "attempts": .result(["1"]), "history": .result(["--app", "APP"]), "report": .oneForm(["1"]),
        "schedule list": .result([]), "schedule next": .result(["0 3 * * *"]),
        "schedule print": .oneForm(["--format", "crontab"]), "prune": .result(["--older-than", "400d"]),
        "backup": .result(["FILE.db"]), "sandbox": .elsewhere, "completions": .oneForm(["bash"]), "man": .oneForm([]),
    ]

    @Test("every command prints its result as JSON, YAML and CSV, or says that it has one form")
    func everyCommand() async throws {
        try await Sandboxed.run { program, _ async throws in
            let leaves = try await CommandTree.read(program).leaves().map(\.name)
            #expect(leaves.count > 35)
            let ids = try program.writePlan(apps: 2, settings: "limits: { rate: none }\nretain: 20")
            try program.write("now.csv", "app_id,username,password,url\n\(ids[0]),a,b,c\n\(ids[1]),a,b,c\n")
            for format in ["json", "yaml", "csv"] {
                try program.write("spare-\(format).yaml", try Self.spare(format))
                _ = try await program.run("plan", "apply", "spare-\(format).yaml")
            }
            _ = try await program.run("plan", "apply", "plan.yaml")
            for _ in 1...2 { #expect(try await program.run("run", "plan").code == 0) }
            for leaf in leaves {
                guard let call = Self.calls[leaf] else {
                    Issue.record("say here how `rekey \(leaf)` is called")
                    continue
                }
                for format in ["json", "yaml", "csv"] {
                    try await check(leaf, call, format, program, app: ids[0])
                }
            }
        }
    }

    private static func spare(_ name: String) throws -> String {
        """
        version: 1
        plan: spare-\(name)
        secrets:
          - secret: spare-\(name)
            targets: { apps: [\(UUID().uuidString.lowercased())] }
            keys: { a: { generate: token } }
        """
    }

    private func check(
        _ leaf: String, _ call: Call, _ format: String, _ program: Program, app: String
    ) async throws {
        let words = leaf.split(separator: " ").map(String.init)
        switch call {
        case .elsewhere: return
        case .oneForm(let arguments):
            let ending = try await program.run(words + arguments + ["-o", format])
            #expect(ending.code == 64 && ending.errorLine.contains("does not apply"), "\(leaf): \(ending.errors)")
        case .result(let arguments):
            var arguments = arguments.map { $0.replacing("FILE", with: format).replacing("APP", with: app) }
            if arguments.first == "CANCEL" {
                // A run that can be given up.
                let run = try await program.run("run", "plan", "--limit", "1", "-o", "json").output
                let object = try JSONSerialization.jsonObject(with: Data(run.utf8)) as? [String: Any]
                arguments[0] = "\(object?["run"] ?? "")"
            }
            let ending = try await program.run(words + arguments + ["-o", format])
            if leaf == "plan export", format == "csv" {
                #expect(ending.code == 64 && ending.errorLine.contains("does not apply"))
                return
            }
            #expect([0, 1].contains(ending.code), "\(leaf) -o \(format): \(ending.errors)")
            #expect(isWellFormed(ending.output, format), "\(leaf) -o \(format): \(ending.output.prefix(300))")
            // An exported plan is a job file, in which `keys` is a mapping.
            if format == "json", leaf != "plan export" {
                try checkLists(JSONSerialization.jsonObject(with: Data(ending.output.utf8)), leaf)
            }
        }
    }

    /// Lists, whichever command has them.
    private static let lists: Set = [
        "keys", "keys_appear", "keys_vanish", "targets_from_api", "hosts", "waiting_runs", "overdue", "waiting",
        "shards",
    ]

    /// No list is text with spaces or commas in it.
    private func checkLists(_ value: Any, _ leaf: String) throws {
        if let array = value as? [Any] { for element in array { try checkLists(element, leaf) } }
        for (name, value) in value as? [String: Any] ?? [:] {
            if Self.lists.contains(name) { #expect(value is [Any], "\(leaf): \(name) is \(value)") }
            try checkLists(value, leaf)
        }
    }

    private func isWellFormed(_ text: String, _ format: String) -> Bool {
        switch format {
        case "json":
            return (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
        case "csv":
            let rows = text.split(whereSeparator: \.isNewline)
            return !rows.isEmpty && rows[0].allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" || $0 == "," }
        default:
            // The job file and everything else that is YAML has a key or a bracket in its first line.
            return text.contains(/^(- |\{|\[|[a-z_]+:)/)
        }
    }

    @Test("with --log-format json every line on standard error is an object")
    func logLines() async throws {
        try await Sandboxed.run(faults: ["404:put"]) { program, _ async throws in
            try program.writePlan(apps: 3, settings: "limits: { rate: none }\nstop: { canary: 0, failures: 100% }")
            for (arguments, code) in [
                (["plan", "apply", "plan.yaml"], 0), (["run", "plan"], 1), (["run", "plan", "--dry-run"], 0),
                (["retry", "1"], 1), (["run", "nope"], 64), (["run"], 64), (["items"], 64), (["nonsense"], 64),
                (["check", "plan"], 0), (["plan", "validate", "missing.yaml"], 65), (["doctor"], 0),
                (["cancel", "1"], 64), (["status", "--database", "none.db"], 78), (["man", "-o", "json"], 64),
                (["schedule", "list"], 0), (["run", "plan", "--limit", "0"], 64),
            ] as [([String], Int32)] {
                for option in [["--log-format", "json"], ["--log-format=json"]] {
                    let ending = try await program.run(arguments + option)
                    #expect(ending.code == code, "\(arguments): \(ending.errors)")
                    for line in ending.errors.split(separator: "\n") {
                        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                        #expect(object?["message"] is String && object?["level"] is String, "\(arguments): \(line)")
                        let time = object?["time"] as? String ?? ""
                        #expect(time.hasSuffix("Z"), "\(line)")
                    }
                    if code == 64 { #expect(ending.errors.contains("\"exit_code\":64"), "\(ending.errors)") }
                }
            }
            let begun = try await program.run("run", "plan", "--log-format", "json").errors
            #expect(begun.contains("\"message\":\"run 4 of plan: 3 items to go\"") || begun.contains("3 items to go"))
        }
    }

    @Test("what an older record holds is harmless on a terminal, and well-formed for programs")
    func oldRecords() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 1)
            _ = try await program.run("plan", "apply", "plan.yaml")
            _ = try await program.run("run", "plan")
            try await program.sqlite(
                "UPDATE items SET state = 'failed', error_kind = 'validation', error = 'a' || char(27) || '[2J' || char(8238) "
                    + "|| char(10) || 'b,\"c\": - ' || char(155) || 'é'")
            for format in ["table", "json", "yaml", "csv"] {
                let output = try await program.run("items", "1", "-o", format).output
                for scalar in ["\u{1B}", "\u{202E}", "\u{9B}"] as [Unicode.Scalar] {
                    #expect(!output.unicodeScalars.contains(scalar), "\(format): \(output)")
                }
                #expect(output.contains("b,"))
            }
            let json = try await program.run("items", "1", "-o", "json").output
            let rows = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
            #expect(rows?[0]["error"] as? String == "a\u{1B}[2J\u{202E}\nb,\"c\": - \u{9B}é")
            #expect(try await program.run("items", "1", "-o", "csv").output.contains("\"a [2J\nb,\"\"c\"\": -  é\""))
        }
    }

    @Test("demo says at once why its run ended, with that run's exit code")
    func demo() async throws {
        let program = try Program()
        defer { program.remove() }
        let ending = try await program.run("demo", environment: ["SSL_CERT_FILE": "/nonexistent"])
        #expect(ending.code == 78)
        #expect(ending.errorLine.contains("ended with exit code 78"), "\(ending.errors)")
        #expect(ending.errorLine.contains("SSL_CERT_FILE: /nonexistent cannot be read"), "\(ending.errors)")
        #expect(ending.errors.split(separator: "\n").count == 1)
    }
}
