import GRDB
import Model

/// Reads the record through its documented views, for people and for reports. Never writes.
package struct JournalReader: Sendable {
    package let path: String
    private let queue: DatabaseQueue

    /// - Throws: `JournalError`.
    package init(path: String) throws {
        let file = try DatabaseFile(path: path, access: .readOnly)
        self.path = file.path
        queue = try Journal.translating(path: file.path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(Journal.busyTimeout)
            return try ReadOnlyDatabase.open(file.path, configuration)
        }
    }

    /// Whether the database is the original, or a copy.
    package func standing() throws -> DatabaseStanding {
        try reading { try DatabaseStanding.of($0, path: path) }
    }

    /// One of the documented views (docs: TheDatabaseAsAnInterface).
    package enum View: String, Sendable {
        case runSummary = "run_summary"
        case runOutcomes = "run_outcomes"
        case attemptLog = "attempt_log"

        /// Items and attempts have the name of their app after the view's own columns, as the API last listed it.
        fileprivate var query: String {
            switch self {
            case .runSummary: "SELECT * FROM run_summary"
            case .runOutcomes, .attemptLog:
                "SELECT \(rawValue).*, name AS app_name FROM \(rawValue) LEFT JOIN apps USING (app_id)"
            }
        }
    }

    /// Which rows: all filters must fit.
    package struct Filter: Sendable {
        fileprivate let condition: String
        fileprivate let values: [String]

        /// Rows whose column has this value.
        /// - Parameter column: a column of the view; never text from outside.
        package init(_ column: StaticString, _ value: String) {
            self.init(column, anyOf: [value])
        }

        /// Rows whose column has one of these values.
        package init(_ column: StaticString, anyOf values: [String]) {
            condition = "\(column) IN (\(databaseQuestionMarks(count: values.count)))"
            self.values = values
        }

        private init(condition: StaticString) {
            self.condition = "\(condition)"
            values = []
        }

        /// Items that failed, that are unknown, or whose value may be in place although they have not succeeded.
        package static let problems = Filter(condition: "(state IN ('failed', 'unknown') OR in_doubt = 1)")
        /// Runs that sent something, or were to.
        package static let sending = Filter(condition: "trigger <> 'adopt'")
    }

    package enum Cell: Sendable, Equatable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
    }

    /// Hands out row by row, so that a million of them take no memory.
    /// - Parameter newestFirst: by run.
    package func forEach(
        _ view: View, where filters: [Filter] = [], newestFirst: Bool = false, maximum: Int? = nil,
        _ body: ([(column: String, cell: Cell)]) throws -> Void
    ) throws {
        // A run without a process was interrupted, whatever the record says.
        let isInterrupted = view == .runSummary && !RunnerLock.isHeld(database: path)
        var sql = view.query
        if !filters.isEmpty { sql += " WHERE " + filters.map(\.condition).joined(separator: " AND ") }
        if newestFirst { sql += " ORDER BY run DESC" }
        if let maximum { sql += " LIMIT \(maximum)" }
        try reading { database in
            let rows = try Row.fetchCursor(
                database, sql: sql, arguments: StatementArguments(filters.flatMap(\.values)))
            while let row = try rows.next() {
                try body(
                    row.map { column, value in
                        let cell = Cell(value)
                        let isStale = isInterrupted && column == "state" && cell == .text(RunState.running.rawValue)
                        return (column, isStale ? .text(RunState.interrupted.rawValue) : cell)
                    })
            }
        }
    }

    package func runNumber(_ reference: RunReference) throws -> Int64? {
        try reading { try $0.run(reference) }
    }

    /// One reading, of one moment.
    func reading<T>(_ body: (Database) throws -> T) throws -> T {
        try Journal.translating(path: path) { try queue.read(body) }
    }
}

extension JournalReader.Cell {
    fileprivate init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(number)
            case .double(let number): .real(number)
            case .string(let text): .text(text)
            case .blob: .null  // no view has one
            }
    }
}
