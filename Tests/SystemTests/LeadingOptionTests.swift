import TestSupport
import Testing

/// Options before the command's name. Which there are is read from the commands themselves.
@Suite(.fewAtATime) struct LeadingOptionTests {
    @Test("every option that all commands take may stand before the command's name")
    func global() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("init").code == 0)
        let pages = try await CommandTree.read(program).pages()
        let options = try options(of: ["status", "runs", "plan list"], in: pages)
        #expect(options.count > 8)
        for option in options {
            for words in forms(of: option, value: program.folder + "/rekey.db") {
                for command in [["runs"], ["plan", "list"]] {
                    let ending = try await program.run(words + command)
                    #expect(ending.code == 0, "\(words + command): \(ending.errors)")
                }
            }
        }
    }

    @Test("so may every option of the connection")
    func connection() async throws {
        let program = try Program()
        defer { program.remove() }
        let pages = try await CommandTree.read(program).pages()
        let global = Set(try options(of: ["status", "runs"], in: pages).flatMap(\.typedNames))
        let options = try options(of: ["apps", "run", "check"], in: pages)
            .filter { global.isDisjoint(with: $0.typedNames) }
        #expect(options.count > 5)
        for option in options {
            for words in forms(of: option, value: "http://127.0.0.1:1") {
                // Not a usage error: the command understood the option, and lacks something else.
                let ending = try await program.run(words + ["apps"])
                #expect([69, 78].contains(ending.code), "\(words): \(ending.code) \(ending.errors)")
            }
        }
    }

    /// The options that each of these commands has, without those that the parser adds.
    private func options(
        of names: [String], in pages: [CommandTree.Page]
    ) throws -> [CommandTree.Argument] {
        let lists = try names.map { name in
            try #require(pages.first { $0.name == name }?.command.arguments, "no command \(name)")
                .filter { $0.kind != "positional" && Set($0.typedNames).isDisjoint(with: ["--help", "--version"]) }
        }
        let shared = lists.map { Set($0.map(\.typedNames)) }.reduce(Set(lists[0].map(\.typedNames))) {
            $0.intersection($1)
        }
        return lists[0].filter { shared.contains($0.typedNames) }
    }

    /// The option as it may be written, under each of its names.
    private func forms(of option: CommandTree.Argument, value: String) -> [[String]] {
        let value = option.allValues?.first ?? value
        return option.typedNames.flatMap { name in
            option.kind == "flag" ? [[name]] : [[name, value]] + (name.hasPrefix("--") ? [["\(name)=\(value)"]] : [])
        }
    }
}
