import Foundation
import TestSupport

/// The commands and options that the built program declares.
struct CommandTree: Decodable {
    let commandName: String
    let subcommands: [CommandTree]?
    let arguments: [Argument]?

    struct Argument: Decodable {
        let kind: String
        let names: [Name]?
        let allValues: [String]?

        /// As they are typed: `-o`, `--output`.
        var typedNames: [String] { (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name } }
    }

    struct Name: Decodable {
        let kind: String
        let name: String
    }

    /// A command with the words that call it, without `rekey`.
    struct Page {
        let words: [String]
        let command: CommandTree

        var name: String { words.joined(separator: " ") }
        var isGroup: Bool { !command.inner.isEmpty }
    }

    private struct Dump: Decodable {
        let command: CommandTree
    }

    static func read(_ program: Program) async throws -> CommandTree {
        let dump = try await program.run("--experimental-dump-help").output
        return try JSONDecoder().decode(Dump.self, from: Data(dump.utf8)).command
    }

    /// The parser adds `help` to each group.
    private var inner: [CommandTree] { (subcommands ?? []).filter { $0.commandName != "help" } }

    /// All commands and groups below this one.
    func pages(_ path: [String] = []) -> [Page] {
        inner.flatMap { command in
            let words = path + [command.commandName]
            return [Page(words: words, command: command)] + command.pages(words)
        }
    }

    /// The commands that do something.
    func leaves() -> [Page] { pages().filter { !$0.isGroup } }
}
