package import Journal

/// A form that a report can have.
package enum ReportFormat: String, Sendable, CaseIterable {
    case html, markdown, csv, json, junit

    /// Writes the report piece by piece, so that a million items take no memory.
    ///
    /// - Parameters:
    ///   - sources: What `account` was made from; its items are read anew.
    ///   - sink: Takes the text as it comes.
    /// - Throws: `JournalError`, and what `sink` throws.
    package func write(
        _ account: RunAccount, of sources: [(record: JournalReader, run: Int64)], to sink: (String) throws -> Void
    ) throws {
        let rows = ItemRows(sources: sources)
        switch self {
        case .html: try HTMLReport(account: account, rows: rows).write(to: sink)
        case .markdown: try MarkdownReport(account: account, rows: rows).write(to: sink)
        case .csv: try CSVReport(rows: rows).write(to: sink)
        case .json: try JSONReport(account: account, rows: rows).write(to: sink)
        case .junit: try JUnitReport(account: account, rows: rows).write(to: sink)
        }
    }
}
