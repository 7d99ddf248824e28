import Model

/// rekey(1), from the same declarations as `--help`. Source of the macros: man(7), groff_man(7).
///
/// Hand-written: swift-argument-parser makes manual pages with a build plugin only, and `rekey man` prints the page at
/// run time, from the program that is installed.
struct ManualPage {
    private let root: CommandLineTree.Command
    /// Options that every command has; they are listed once.
    private let common: [String]

    init() throws {
        root = try CommandLineTree(of: RekeyCommand.self).command
        common = Self.options(of: try CommandLineTree(of: GlobalOptions.self).command).map(Self.key)
    }

    var text: String {
        var page = ".TH REKEY 1 \"\" \"rekey \(RekeyCommand.version)\" \"User Commands\"\n"
        page += ".SH NAME\nrekey \\- \(Self.plain(firstLower(root.abstract ?? "")))\n"
        page += ".SH SYNOPSIS\n.B rekey\n.I command\n.RI [ options ]\n"
        page += ".SH DESCRIPTION\n" + Self.paragraphs(root.discussion ?? "")
        page += ".SH COMMANDS\n"
        for command in shown(root) { page += rendered(command, after: "rekey") }
        page += ".SH COMMON OPTIONS\nEvery command takes these.\n"
        for option in Self.options(of: root.subcommands?.first { $0.commandName == "status" } ?? root)
        where common.contains(Self.key(option)) {
            page += rendered(option)
        }
        page += ".SH EXIT STATUS\n" + ExitStatus.allCases.map { ".TP\n\($0.rawValue)\n\($0.meaning)\n" }.joined()
        return page + Self.closing
    }

    private static let closing = """
        .SH ENVIRONMENT
        .TP
        .BR REKEY_DATABASE ", " REKEY_KEY_FILE ", " REKEY_KEY_COMMAND
        Same as the options of these names.
        .TP
        .BR NX1_HOST ", " NX1_API_KEY ", " NX1_TOKEN ", " NX1_PROFILES_PATH
        The address of the API, and the credentials for it.
        .TP
        .B NO_COLOR
        No colours.
        .SH FILES
        .TP
        .I $XDG_STATE_HOME/rekey/rekey.db
        The database. By default the master key is beside it.
        .TP
        .I ~/.nx1/profiles
        Profiles of the API.

        """

    private func shown(_ command: CommandLineTree.Command) -> [CommandLineTree.Command] {
        (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    }

    private func rendered(_ command: CommandLineTree.Command, after parents: String) -> String {
        let name = parents + " " + command.commandName
        let arguments = (command.arguments ?? []).filter { $0.kind == .positional && $0.shouldDisplay }
        let words = arguments.map { argument in
            let word = (argument.valueName ?? "value") + (argument.isRepeating ? " ..." : "")
            return argument.isOptional ? "[\(word)]" : word
        }
        var text = ".SS \"\(Self.plain(([name] + words).joined(separator: " ")))\"\n"
        text += Self.paragraphs(command.abstract ?? "")
        if let discussion = command.discussion, !discussion.isEmpty { text += ".PP\n" + Self.paragraphs(discussion) }
        for option in Self.options(of: command) where !common.contains(Self.key(option)) { text += rendered(option) }
        for child in shown(command) { text += rendered(child, after: name) }
        return text
    }

    private func rendered(_ option: CommandLineTree.Argument) -> String {
        let names = (option.names ?? []).map { "\\fB" + Self.plain($0.typed) + "\\fR" }
        let value = option.kind == .option ? " \\fI\(Self.plain(option.valueName ?? "value"))\\fR" : ""
        return ".TP\n\(names.joined(separator: ", "))\(value)\n" + Self.paragraphs(option.abstract ?? "")
    }

    private static func options(of command: CommandLineTree.Command) -> [CommandLineTree.Argument] {
        (command.arguments ?? []).filter { argument in
            argument.kind != .positional && argument.shouldDisplay
                && !(argument.names ?? []).contains { ["help", "version"].contains($0.name) }
        }
    }

    private static func key(_ option: CommandLineTree.Argument) -> String {
        option.preferredName?.name ?? option.valueName ?? ""
    }

    /// Line ends are kept: many lines are examples.
    private static func paragraphs(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard !text.isEmpty else { return "" }
        return lines.map { $0.isEmpty ? ".PP\n" : plain($0) + "\n" }.joined(separator: lines.count > 1 ? ".br\n" : "")
            .replacing(".br\n.PP\n.br\n", with: ".PP\n")
    }

    /// Text without roff requests and escapes.
    private static func plain(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private func firstLower(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}
