import Foundation
import Sandbox
import TestSupport
import Testing

/// A message names a file as the user wrote it, and ends with what to do, however narrow the terminal is.
@Suite(.fewAtATime) struct FileNameTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
    private static let narrow = ["COLUMNS": "40"]

    /// Files that cannot be read as they should, in the folder `jobs`.
    private func writeFiles(_ program: Program) throws {
        try FileManager.default.createDirectory(
            atPath: program.folder + "/jobs/folder", withIntermediateDirectories: true)
        let jobs = URL(fileURLWithPath: program.folder + "/jobs")
        for name in ["bad.csv", "bad.env", "bad.json", "bad.txt", "bad.yaml"] {
            try Data([0x61, 0xFF, 0xFE, 0x0A]).write(to: jobs.appending(path: name))
        }
        try Data(repeating: 0x61, count: 17 * 1_048_576).write(to: jobs.appending(path: "big"))
    }

    private func isOneLine(_ text: String, from start: String, to end: String) -> Bool {
        text.hasPrefix(start) && text.hasSuffix(end + "\n") && text.split(separator: "\n").count == 1
    }

    @Test("a job file")
    func jobFiles() async throws {
        let program = try Program()
        defer { program.remove() }
        try writeFiles(program)
        for (path, what) in [
            ("jobs/a-name-that-is-longer-than-the-terminal-is-wide.yaml", "the job file cannot be read (No such file"),
            ("./jobs/../gone.yaml", "the job file cannot be read (No such file"),
            ("jobs/bad.yaml", "the file is not UTF-8"), ("jobs/big", "the file is over 16 MiB"),
            ("/dev/null/x", "the job file cannot be read (Not a directory"),
        ] {
            for command in ["validate", "apply"] {
                let ending = try await program.run(["plan", command, path], environment: Self.narrow)
                #expect(ending.code == 65)
                #expect(ending.errors.hasPrefix("rekey: \(path): \(what)"), "\(ending.errors)")
                #expect(ending.errors.contains("; ") && ending.errors.split(separator: "\n").count == 1)
            }
        }
        let empty = try await program.run("plan", "validate", "jobs/folder", environment: Self.narrow)
        #expect(
            isOneLine(empty.errors, from: "rekey: the folder jobs/folder has no ", to: "name a job file"),
            "\(empty.errors)")
    }

    @Test("a list of targets, which counts from the job file's folder")
    func lists() async throws {
        let program = try Program()
        defer { program.remove() }
        try writeFiles(program)
        _ = try await program.run("init")  // the first `apply` would say that it made the database
        let remedy = "check its permissions and the path, which is relative to \(program.folder)/jobs"
        for (list, what, end) in [
            ("a-list-of-targets-that-is-not-there.csv", ": the list of targets cannot be read (No such file", remedy),
            ("folder", ": the list of targets cannot be read (it is a folder)", remedy),
            ("bad.csv", ":1: the row is not UTF-8 text", "save the file as UTF-8"),
            ("big", ":1: the row is over 4 MiB", "check its quotes"),
            ("/gone.csv", ": the list of targets cannot be read (No such file", "check the path and its permissions"),
        ] {
            try writeJob(program, "{ secret: s, targets: { csv: \(list) }, keys: { k: { literal: v } } }")
            for command in ["validate", "apply"] {
                let ending = try await program.run("plan", command, "jobs/p.yaml", environment: Self.narrow)
                #expect(ending.code == 65)
                #expect(isOneLine(ending.errors, from: "rekey: \(list)\(what)", to: end), "\(ending.errors)")
            }
        }
    }

    @Test("a list of present values, which counts from where the command was called")
    func adopted() async throws {
        let program = try Program()
        defer { program.remove() }
        try writeFiles(program)
        try writeJob(program, "{ secret: s, targets: { apps: [\(Self.app)] }, keys: { k: { keep: true } } }")
        #expect(try await program.run("plan", "apply", "jobs/p.yaml").code == 0)
        for (list, what) in [
            ("jobs/gone.csv", ": the list of targets cannot be read (No such file"),
            ("jobs/folder", ": the list of targets cannot be read (it is a folder)"),
            ("jobs/bad.csv", ":1: the row is not UTF-8 text"), ("jobs/big", ":1: the row is over 4 MiB"),
        ] {
            let ending = try await program.run("adopt", "p", "--csv", list, environment: Self.narrow)
            #expect(ending.code == 65 && ending.errors.hasPrefix("rekey: \(list)\(what)"), "\(ending.errors)")
        }
    }

    @Test(
        "a source of values",
        arguments: [
            ("keys: { k: { file: FILE } }", "k: "), ("keys: { k: { dotenv: FILE, name: a } }", "k: "),
            ("keys: { k: { json: FILE, name: a } }", "k: "), ("keys_from: { dotenv: FILE }", "keys_from: "),
            ("keys_from: { json: FILE }", "keys_from: "),
        ])
    func sources(entry: String, place: String) async throws {
        try await Sandboxed.run { program, server async throws in
            try writeFiles(program)
            for (file, what) in [
                (
                    "a-source-of-values-that-is-not-there.txt",
                    "cannot be read (No such file or directory); create it or correct the path"
                ),
                ("folder", "cannot be read (it is a folder); name a regular file, or `-` for standard input"),
                ("big", "MiB; shorten it; Kubernetes accepts no larger secret"), ("bad.txt", "UTF-8"),
            ] {
                try writeJob(
                    program,
                    "{ secret: s, targets: { apps: [\(Self.app)] }, \(entry.replacing("FILE", with: file)) }")
                let validated = try await program.run("plan", "validate", "jobs/p.yaml", environment: Self.narrow)
                #expect(validated.code == 65)
                let start = "rekey: error: jobs/p.yaml: secrets[0], all targets: \(place)"
                let isFirst = validated.errors.hasPrefix(start + "the file \(file) ")
                #expect(isFirst || validated.errors.hasPrefix(start + "\(file):"), "\(validated.errors)")
                #expect(validated.errors.contains(what), "\(validated.errors)")
                #expect(try await program.run("plan", "apply", "jobs/p.yaml").code == 0)
                for command in ["check", "run"] {
                    let ending = try await program.run(command, "p", environment: Self.narrow)
                    #expect(ending.code == 65)
                    #expect((ending.output + ending.errors).contains("\(place)\(isFirst ? "the file " : "")\(file)"))
                    #expect((ending.output + ending.errors).contains(what), "\(ending.output)\(ending.errors)")
                }
            }
            #expect(await server.state.appliedCount == 0)
        }
    }

    @Test("files of keys, certificates, credentials and profiles")
    func configuration() async throws {
        let program = try Program(host: "http://127.0.0.1:9")
        defer { program.remove() }
        try writeFiles(program)
        #expect(try await program.run("init").code == 0)
        for name in ["folder", "bad.txt", "big"] {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o700], ofItemAtPath: "\(program.folder)/jobs/\(name)")
        }
        for file in ["jobs/gone", "jobs/folder", "jobs/bad.txt", "jobs/big"] {
            for (arguments, environment) in [
                (["key", "show", "--key-file", file], [:]), (["apps", "--ca-file", file], [:]),
                (["apps", "--client-cert", file, "--client-key", file], [:]),
                (["apps", "--api-key-file", file], [:]), (["apps"], ["SSL_CERT_FILE": file]),
                (["apps", "-p", "prod"], ["NX1_PROFILES_PATH": file]),
            ] as [([String], [String: String])] {
                let ending = try await program.run(arguments, environment: environment.merging(Self.narrow) { $1 })
                let comment = "\(arguments) \(environment): \(ending.errors)"
                #expect(ending.code == 78, "\(comment)")
                #expect(ending.errors.contains(file) && !ending.errors.contains(program.folder), "\(comment)")
                #expect(ending.errors.contains("; ") && ending.errors.split(separator: "\n").count == 1, "\(comment)")
            }
        }
    }

    @Test("a terminal of 40 columns gets the whole sentence, in a table too")
    func terminal() async throws {
        try await Sandboxed.run { program, _ async throws in
            try writeFiles(program)
            try writeJob(program, "{ secret: s, targets: { apps: [\(Self.app)] }, keys: { k: { file: folder } } }")
            #expect(try await program.run("plan", "apply", "jobs/p.yaml").code == 0)
            let end = "cannot be read (it is a folder); name a regular file, or `-` for standard input"
            for (call, sentence) in [
                ("doctor --key-file jobs/folder", "jobs/folder: the key file \(end)"),
                ("check p", "k: the file folder \(end)"),
                ("plan validate jobs/p.yaml", "k: the file folder \(end)"),
                ("run p", "k: the file folder \(end); no run was made"),
            ] {
                let seen = try await program.shell(
                    "script --quiet --command 'stty cols 40; \"$REKEY_PROGRAM\" \(call)' /dev/null")
                #expect(seen.output.contains(sentence + "\r\n"), "\(call): \(seen.output)\(seen.errors)")
            }
        }
    }

    private func writeJob(_ program: Program, _ entry: String) throws {
        try program.write(
            "jobs/p.yaml",
            "version: 1\nplan: p\nretain: 1\nguard: off\nlimits: { rate: none }\nsecrets:\n  - \(entry)\n")
    }
}
