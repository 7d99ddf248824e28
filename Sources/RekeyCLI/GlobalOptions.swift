import ArgumentParser
import Foundation
import Logging
import Rekey

#if canImport(Glibc)
    import Glibc
#endif

/// The options that every command takes, before its name or after it.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database (REKEY_DATABASE; default $XDG_STATE_HOME/rekey/rekey.db). `status` and `report` take several.",
            valueName: "database"))
    var database: [String] = []

    @Option(help: "The master key's file (REKEY_KEY_FILE; default beside the database).")
    var keyFile: String?

    @Option(
        help: ArgumentHelp(
            "A program that writes the master key, instead of a file (REKEY_KEY_COMMAND); no shell.",
            valueName: "program args"))
    var keyCommand: String?

    @Option(name: [.customShort("o"), .long], help: "The form of results: table, json, yaml or csv.")
    var output: OutputFormat = .table

    @Option(help: "The lowest level that is logged: debug, info, notice, warning or error.")
    var logLevel: LogLevel = .notice

    @Option(help: "The form of the log: text or json.")
    var logFormat: LogFormat = .text

    @Flag(help: "Neither progress nor log below error.")
    var quiet = false

    @Flag(help: "No progress.")
    var noProgress = false

    @Option(help: "Colours: auto, always or never (and NO_COLOR).")
    var color: ColorChoice = .auto

    var place: StorePlace {
        StorePlace(
            database: database.last, keyFile: keyFile, keyCommand: keyCommand,
            environment: ProcessInfo.processInfo.environment)
    }

    /// All that were named, for what adds them up.
    var databases: [String] { database.isEmpty ? [place.database] : database }

    /// - Throws: `JournalError` for the first that is missing.
    func requireDatabases() throws {
        let namedBy = place.databaseNamedBy
        for path in databases { try DatabasePresence.require(path, namedBy: namedBy) }
    }

    var logger: Logger {
        let level = minLevel
        return Logger(label: "rekey") { _ in StandardErrorLog(level: level) }
    }

    /// What is below it is not said.
    private var minLevel: Logger.Level { quiet ? .error : logLevel.level }

    /// Off a terminal, progress is a part of the log.
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
