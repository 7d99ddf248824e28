import Journal

/// The items of a report's runs as `run_outcomes` has them.
struct ItemRows {
    let sources: [(record: JournalReader, run: Int64)]

    func forEach(in state: String? = nil, _ body: (ItemLine) throws -> Void) throws {
        for source in sources {
            var filters = [JournalReader.Filter("run", String(source.run))]
            if let state { filters.append(.init("state", state)) }
            try source.record.forEach(.runOutcomes, where: filters) { try body(ItemLine(cells: $0)) }
        }
    }

    /// Items that failed, and then those that are unknown.
    func forEachFailure(_ body: (ItemLine) throws -> Void) throws {
        for state in ["failed", "unknown"] { try forEach(in: state, body) }
    }
}

/// One row of `run_outcomes`.
struct ItemLine {
    let cells: [(column: String, cell: JournalReader.Cell)]

    func text(_ column: String) -> String {
        switch cells.first(where: { $0.column == column })?.cell {
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .null, nil: ""
        }
    }

    /// The app's id, with its name where the API has listed it.
    var app: String { text("app_id") + (some("app_name").map { " (\($0))" } ?? "") }

    /// Whether the item's value may be in place although it did not succeed.
    var isInDoubt: Bool { text("in_doubt") == "1" }

    /// How the item ended, for people.
    var outcome: String { text("state") + (isInDoubt ? ", may be in place" : "") }

    /// - Returns: `nil` for NULL.
    func some(_ column: String) -> String? {
        let text = text(column)
        return text.isEmpty ? nil : text
    }
}
