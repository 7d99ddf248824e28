import Foundation
import Sandbox
import TestSupport
import Testing

/// Values whose ends have what is seldom meant: `plan validate`, `check` and the run warn of them, and go on.
@Suite(.fewAtATime) struct OddEndTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    /// A source of one value, and how the file or variable that it reads is written.
    struct Source: Sendable, CustomTestStringConvertible {
        let name: String
        /// In the job file, with `TRIM` where `, trim: true` may stand.
        let entry: String
        /// The file that holds the value, and its text with `VALUE` in its place.
        var file: (name: String, text: String)?
        var isVariable = false

        var testDescription: String { name }
    }

    private static let sources = [
        Source(name: "env", entry: "keys: { k: { env: ODD_VALUETRIM } }", isVariable: true),
        Source(name: "file", entry: "keys: { k: { file: v.txtTRIM } }", file: ("v.txt", "VALUE")),
        Source(name: "column", entry: "keys: { k: { column: cTRIM } }"),
        Source(name: "dotenv", entry: "keys: { k: { dotenv: v.env, name: KTRIM } }", file: ("v.env", "K=\"VALUE\"\n")),
        Source(
            name: "json", entry: "keys: { k: { json: v.json, name: KTRIM } }",
            file: ("v.json", "{\"K\": \"VALUE\"}")),
        Source(
            name: "keys_from dotenv", entry: "keys_from: { dotenv: '${app_id}.env'TRIM }",
            file: ("\(app).env", "k=\"VALUE\"\n")),
        Source(
            name: "keys_from json", entry: "keys_from: { json: v.jsonTRIM }", file: ("v.json", "{\"k\": \"VALUE\"}")),
    ]

    private static let trimmed = "write trim: true if it is not intended"
    private static let taken = "remove it from the source if it is not intended"

    /// What the value is, how it is written in a file with escapes, and what is said of it.
    private static let values: [(text: String, escaped: String, warning: String)] = [
        ("v\n", "v\\n", "ends in a newline; \(trimmed)"),
        ("v\r", "v\\r", "ends in a carriage return; \(trimmed)"),
        ("\u{A0}v", "\u{A0}v", "begins or ends with white space; \(trimmed)"),
        ("v\u{200B}", "v\u{200B}", "begins or ends with an invisible character; \(taken)"),
        ("\u{201C}v\u{201D}", "\u{201C}v\u{201D}", "begins or ends with a curly quote; \(taken)"),
    ]

    @Test("each command before the run, and the run, warn with the key's name, and the value goes", arguments: sources)
    func warned(source: Source) async throws {
        try await Sandboxed.run(change: { $0.keepsPuts = true }) { program, server async throws in
            for (text, escaped, warning) in Self.values {
                let words = warning.split(separator: "; ").map(String.init)
                let variables = try write(source, program, text, escaped, trims: false)
                for arguments in [["plan", "validate", "p.yaml"], ["check", "p"], ["run", "p"]] {
                    if arguments[0] == "check" { try await apply(program, variables) }
                    let ending = try await program.run(arguments, environment: variables)
                    let comment = "\(arguments) \(warning): \(ending.errors)"
                    #expect(ending.code == 0, "\(comment)")
                    let lines = ending.errors.split(separator: "\n").filter { $0.contains("warning") }
                    #expect(lines.count == 1, "\(comment)")
                    #expect(lines.first?.contains("the value of \"k\" \(words[0])") == true, "\(comment)")
                    #expect(lines.first?.hasSuffix(words[1]) == true, "\(comment)")
                    #expect(!ending.output.contains("trim: true"), "results have no warnings")
                }
                #expect(await server.state.puts.last?.values["k"] == text, "\(warning)")
            }
        }
    }

    @Test("trim: true takes white space away, and the warning with it", arguments: sources)
    func trimmed(source: Source) async throws {
        try await Sandboxed.run(change: { $0.keepsPuts = true }) { program, server async throws in
            for (text, escaped, _) in Self.values.prefix(3) {
                let variables = try write(source, program, text, escaped, trims: true)
                for arguments in [["plan", "validate", "p.yaml"], ["check", "p"], ["run", "p"]] {
                    if arguments[0] == "check" { try await apply(program, variables) }
                    let ending = try await program.run(arguments, environment: variables)
                    #expect(ending.code == 0 && !ending.errors.contains("warning"), "\(arguments): \(ending.errors)")
                }
                #expect(await server.state.puts.last?.values["k"] == "v")
            }
        }
    }

    private func apply(_ program: Program, _ variables: [String: String]) async throws {
        let applied = try await program.run(["plan", "apply", "p.yaml"], environment: variables)
        #expect(applied.code == 0, "\(applied.errors)")
    }

    /// - Returns: the environment that the value may need.
    private func write(
        _ source: Source, _ program: Program, _ text: String, _ escaped: String, trims: Bool
    ) throws -> [String: String] {
        if let file = source.file {
            // A file is the value; the others have escapes in quotes.
            let value = file.text == "VALUE" ? text : escaped
            try program.write(file.name, file.text.replacing("VALUE", with: value))
        }
        try program.write("t.csv", "app_id,c\n\(Self.app),\"\(text)\"\n")
        let entry = source.entry.replacing("TRIM", with: trims ? ", trim: true" : "")
        try program.write(
            "p.yaml",
            """
            version: 1
            plan: p
            limits: { rate: none }
            secrets:
              - secret: s
                targets: { csv: t.csv }
                \(entry)

            """)
        return source.isVariable ? ["ODD_VALUE": text] : [:]
    }
}
