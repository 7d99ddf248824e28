import Foundation
import Sandbox
import TestSupport
import Testing

/// Values and credentials that are planted wherever they can come from, and searched for wherever text leaves.
@Suite(.fewAtATime) struct PlantedValueTests {
    /// Each with characters that URLs, JSON and base64 write otherwise.
    private static let planted = [
        "env": "plant/env+\"1\"=é", "file": "plant/file+\"2\"=é", "column": "plant/column+'3'=é",
        "command": "plant/command+\"4\"=é", "dotenv": "plant/dotenv+\"5\"=é", "json": "plant/json+'6'=é",
        "psk": "plant-psk+7==", "adopted": "plant/adopted+'8'=é",
    ]

    /// What a text may carry a value as.
    private static func forms(_ value: String) -> [String] {
        let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        let percent = value.addingPercentEncoding(withAllowedCharacters: allowed) ?? value
        let json = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        // Within a longer text in base64 a value begins at any of three places.
        let base64 = (0..<3).map { shift in
            Data(value.utf8.dropFirst(shift)).base64EncodedString().dropLast(4).description
        }
        return [value, percent, percent.lowercased(), json] + base64
    }

    private static func plan(_ program: Program, apps: [String]) throws {
        try program.write("value.txt", planted["file"] ?? "")
        try program.write("value.env", "V='\(planted["dotenv"] ?? "")'\n")
        try program.write("value.json", "{\"v\": \"\(planted["json"] ?? "")\"}")
        let column = "\"" + (planted["column"] ?? "").replacing("\"", with: "\"\"") + "\""
        try program.write("list.csv", "app_id,pw\n" + apps.map { "\($0),\(column)\n" }.joined())
        for (name, text) in [
            ("print-value", "cat command.txt\n"), ("echo-step", "cat; cat >&2 < echo-step; exit 3\n"),
        ] {
            let path = try program.write(name, "#!/bin/sh\n" + text)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        try program.write("command.txt", planted["command"] ?? "")
        for (name, steps) in [("plain", ""), ("steps", "\n    steps: { set: { command: [./echo-step] } }")] {
            try program.write(
                "\(name).yaml",
                """
                version: 1
                plan: \(name)
                retain: 1
                guard: off
                retry: { attempts: 2, base: 5ms, cap: 10ms }
                limits: { rate: none }
                stop: { canary: 0, failures: 100%, breaker: 0 }
                secrets:
                  - secret: db\(steps)
                    targets: { csv: list.csv }
                    keys:
                      env: { env: PLANTED }
                      file: { file: value.txt }
                      column: { column: pw }
                      command: { command: [./print-value] }
                      dotenv: { dotenv: value.env, name: V }
                      json: { json: value.json, name: v }
                      password: { generate: password, symbols: "/+=\\"" }
                      url: { template: "db://${password|urlencode}@h" }
                      before: { previous: password, or: "" }
                """)
        }
    }

    @Test("no value and no credential leaves by any way but the request")
    func search() async throws {
        let apps = (0..<6).map { _ in UUID().uuidString.lowercased() }
        let psk = Self.planted["psk"] ?? ""
        try await Sandboxed.run(
            faults: ["echo:put:times=1", "echo-input:put:times=2", "503:put:times=2", "html:put:times=1"],
            change: { $0.apiKey = psk }
        ) { program, server async throws in
            var program = program
            program.environment["NX1_API_KEY"] = psk
            program.environment["PLANTED"] = Self.planted["env"]
            try Self.plan(program, apps: apps)
            try program.write("now.csv", "app_id,password\n\(apps[0]),\(Self.planted["adopted"] ?? "")\n")
            var said: [(command: String, text: String)] = []
            func run(_ arguments: String...) async throws {
                let ending = try await program.run(arguments + ["--log-level", "debug"])
                said.append((arguments.joined(separator: " "), ending.output + ending.errors))
            }
            try await run("plan", "validate", "plain.yaml", "steps.yaml")
            try await run("plan", "apply", "plain.yaml", "steps.yaml")
            try await run("adopt", "plain", "--csv", "now.csv")
            try await run("run", "plain", "--dry-run")
            try await run("check", "plain")
            try await run("run", "plain", "--log-format", "json")
            try await run("retry", "2", "-o", "json")
            try await run("retry", "2", "--regenerate")
            try await run("run", "steps")
            try await run("rollback", "2", "--yes")
            try await run("restore", "plain", "--yes")
            for form in ["table", "json", "yaml", "csv"] {
                for command in [["items", "2"], ["items", "3"], ["attempts", "2"], ["runs"], ["status", "2"]] {
                    let ending = try await program.run(command + ["-o", form])
                    said.append((command.joined(separator: " "), ending.output + ending.errors))
                }
                try await run("history", "--app", apps[0], "--secret", "db", "-o", form)
                try await run("plan", "show", "plain", "-o", form)
            }
            try await run("plan", "export", "plain")
            try program.write("list.csv", "app_id,pw\n\(apps[0]),other\n")
            try await run("plan", "diff", "plain.yaml")
            try await run("audit", "export")
            try await run("key", "show")
            try await run("doctor")
            try await run("run", "plain", "--api-key-file", "value.txt")
            #expect(said.contains { $0.text.contains("[secret]") }, "nothing was echoed, so nothing was searched for")
            #expect(said.contains { $0.text.contains("step_set") })

            var values = Self.planted
            for (index, app) in apps.enumerated() {
                for (key, value) in await server.state.values(.init(app: app, secret: "db")) ?? [:] {
                    values["\(key) \(index)"] = value
                }
            }
            values = values.filter { $0.value.count >= 8 }
            #expect(values.count > 20)
            for suffix in ["", "-wal"] {
                let bytes = FileManager.default.contents(atPath: program.folder + "/rekey.db" + suffix) ?? Data()
                said.append(("rekey.db" + suffix, String(decoding: bytes, as: UTF8.self)))
            }
            let key = try Data(contentsOf: URL(fileURLWithPath: program.folder + "/rekey.key"))
            values["master key"] = String(decoding: key.prefix(64), as: UTF8.self)
            for (name, value) in values {
                for form in Self.forms(value) {
                    for (command, text) in said where text.contains(form) {
                        Issue.record("\(name) came out of \(command)")
                    }
                }
            }
        }
    }
}
