import ArgumentParser

/// Options before the command's name: `rekey --database x.db status`.
///
/// The parser expects the options of a command after its name, so they are moved there. The list of options is read
/// from their declarations.
struct LeadingOptions {
    private var withValue: Set<String> = []
    private var flags: Set<String> = []

    private init() throws {
        for tree in [try CommandLineTree(of: GlobalOptions.self), try CommandLineTree(of: ConnectionOptions.self)] {
            for argument in tree.command.arguments ?? [] {
                let names = (argument.names ?? []).map(\.typed)
                switch argument.kind {
                case .option: withValue.formUnion(names)
                case .flag where !names.contains("--help"): flags.formUnion(names)
                case .flag, .positional: break
                }
            }
        }
    }

    /// Moves them after the name.
    /// - Throws: `ValidationError` for an option without its value.
    static func moved(_ arguments: [String]) throws -> [String] {
        try checkDatabases(arguments)
        // The parser's description takes time to compute, and most calls do not need it.
        guard arguments.first?.hasPrefix("-") == true else { return arguments }
        return try LeadingOptions().moved(arguments)
    }

    private func moved(_ arguments: [String]) throws -> [String] {
        var options: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            let name = first.split(separator: "=", maxSplits: 1).first.map(String.init) ?? first
            if flags.contains(first) || withValue.contains(name) && first.contains("=") {
                options.append(rest.removeFirst())
            } else if withValue.contains(first) {
                guard rest.count >= 2 else { throw ValidationError("\(first) needs a value") }
                options += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        let words = rest.first.map { Self.isGroup($0) ? 2 : 1 } ?? 0
        return rest.prefix(words) + options + rest.dropFirst(words)
    }

    /// A group's name and its command's name are two words.
    private static func isGroup(_ name: String) -> Bool {
        RekeyCommand.configuration.subcommands.contains {
            $0.configuration.commandName == name && !$0.configuration.subcommands.isEmpty
        }
    }

    private static func checkDatabases(_ arguments: [String]) throws {
        let databases = arguments.prefix { $0 != "--" }.count { $0 == "--database" || $0.hasPrefix("--database=") }
        if databases > 1, !["status", "report"].contains(where: arguments.contains) {
            throw ValidationError("--database is given \(databases) times; only status and report accept several")
        }
    }
}
