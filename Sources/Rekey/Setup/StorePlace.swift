import Foundation

/// The paths of the database and its key.
public struct StorePlace: Sendable {
    public let database: String
    public let keyFile: String
    /// The option or variable that named the database, for messages.
    package let databaseNamedBy: String
    /// A program that writes the key, and its arguments; overrides the file. `nil` for none.
    public let keyCommand: [String]?

    /// Flags override the environment, and the environment overrides the defaults: `$XDG_STATE_HOME/rekey/rekey.db`,
    /// and for the key `$CREDENTIALS_DIRECTORY/rekey.key` or the database's own name with `.key`.
    ///
    /// - Parameter keyCommand: a program and its arguments, separated by spaces, without a shell (`REKEY_KEY_COMMAND`).
    public init(
        database: String? = nil, keyFile: String? = nil, keyCommand: String? = nil, environment: [String: String]
    ) {
        let environment = environment.filter { !$0.value.isEmpty }
        let state = environment["XDG_STATE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.local/state"
        self.database = database ?? environment["REKEY_DATABASE"] ?? state + "/rekey/rekey.db"
        databaseNamedBy =
            if database != nil {
                "--database"
            } else if environment["REKEY_DATABASE"] != nil {
                "REKEY_DATABASE"
            } else {
                "the default, because neither --database nor REKEY_DATABASE is set"
            }
        self.keyFile =
            keyFile ?? environment["REKEY_KEY_FILE"] ?? Self.mounted(environment)
            ?? Self.beside(self.database)
        // The command line overrides the environment.
        let command = keyCommand ?? (keyFile == nil ? environment["REKEY_KEY_COMMAND"] : nil)
        let arguments = command?.split(separator: " ").map(String.init) ?? []
        self.keyCommand = arguments.isEmpty ? nil : arguments
    }

    package var key: KeySource { keyCommand.map(KeySource.command) ?? .file(keyFile) }

    private static func mounted(_ environment: [String: String]) -> String? {
        guard let folder = environment["CREDENTIALS_DIRECTORY"] else { return nil }
        let path = folder + "/rekey.key"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    private static func beside(_ database: String) -> String {
        database.hasSuffix(".db") ? database.dropLast(3) + ".key" : database + ".key"
    }
}
