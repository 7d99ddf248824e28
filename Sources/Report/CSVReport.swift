import Model

/// Every item, a line each, with the columns of `run_outcomes` and the app's name, for people: no field is a formula to a spreadsheet.
package struct CSVReport {
    let rows: ItemRows

    func write(to sink: (String) throws -> Void) throws {
        var text = Self.columns.joined(separator: ",") + "\n"
        try rows.forEach { row in
            text += Self.columns.map { csvFieldForPeople(row.text($0)) }.joined(separator: ",") + "\n"
            guard text.utf8.count > 65_536 else { return }
            try sink(text)
            text = ""
        }
        try sink(text)
    }

    /// Those of `rekey items` too. A new one comes last.
    package static let columns = [
        "run", "plan", "app_id", "secret_name", "state", "outcome", "status_code", "attempts", "error_kind", "error",
        "started_at", "finished_at", "in_doubt", "app_name", "action", "k8s_name",
    ]
}
