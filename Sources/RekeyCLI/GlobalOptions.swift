import ArgumentParser
import Foundation
import Logging
import Rekey

#if canImport(Glibc)
    import Glibc
#endif

/// The options of every command; they may come before or after its name.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database (REKEY_DATABASE; default $XDG_STATE_HOME/rekey/rekey.db). `status` and `report` accept "
                + "several.",
            valueName: "database"))
    var database: [String] = []

    @Option(help: "The file with the master key (REKEY_KEY_FILE; default: beside the database).")
    var keyFile: String?

    @Option(
        help: ArgumentHelp(
            "A program that writes the master key to its standard output, instead of a file; no shell is used "
                + "(REKEY_KEY_COMMAND).",
            valueName: "program args"))
    var keyCommand: String?

    @Option(name: [.customShort("o"), .long], help: "The format of results: table, json, yaml or csv.")
    var output: OutputFormat = .table

    @Option(help: "The minimum log level: debug, info, notice, warning or error.")
    var logLevel: LogLevel = .notice

    @Option(help: "The format of the log: text or json.")
    var logFormat: LogFormat = .text

    @Flag(help: "Print no progress, and only errors in the log.")
    var quiet = false

    @Flag(help: "Print no progress.")
    var noProgress = false

    @Option(help: "Colours: auto, always or never. NO_COLOR is respected.")
    var color: ColorChoice = .auto

    var place: StorePlace {
        StorePlace(
            database: database.last, keyFile: keyFile, keyCommand: keyCommand,
            environment: ProcessInfo.processInfo.environment)
    }

    /// All databases that were named, for commands that add them up.
    var databases: [String] { database.isEmpty ? [place.database] : database }

    /// - Throws: `JournalError` for the first database that does not exist.
    func requireDatabases() throws {
        let namedBy = place.databaseNamedBy
        for path in databases { try DatabasePresence.require(path, namedBy: namedBy) }
    }

    var logger: Logger {
        let level = minLevel
        return Logger(label: "rekey") { _ in StandardErrorLog(level: level) }
    }

    /// Messages below this level are not logged.
    private var minLevel: Logger.Level { quiet ? .error : logLevel.level }

    /// Without a terminal, progress is a part of the log.
    var showsProgress: Bool {
        let isBar = isatty(STDERR_FILENO) == 1 && StandardError.format == .text
        return !quiet && !noProgress && (isBar || minLevel <= .notice)
    }
}

enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, notice, warning, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}
