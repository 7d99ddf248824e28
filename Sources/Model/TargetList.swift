/// A CSV file of targets, and how to read it.
package struct TargetList: Sendable, Equatable {
    /// Read when the plan is applied; a relative path counts from the job file.
    package let path: String
    package let delimiter: CSVDelimiter
    package let columns: TargetColumns

    package init(path: String, delimiter: CSVDelimiter = .comma, columns: TargetColumns = TargetColumns()) {
        self.path = path
        self.delimiter = delimiter
        self.columns = columns
    }
}

/// The columns of a list that name the target of a row.
package struct TargetColumns: Sendable, Equatable {
    /// `nil` if a row has only its app's name.
    package let appID: String?
    /// Used for rows that have no id.
    package let appName: String?
    package let secretName: String
    /// Whether the job file names the column, so that it must exist.
    package let needsSecretName: Bool

    package init(appID: String? = nil, appName: String? = nil, secretName: String? = nil) {
        self.appID = appID ?? (appName == nil ? "app_id" : nil)
        self.appName = appName
        self.secretName = secretName ?? "secret_name"
        needsSecretName = secretName != nil
    }

    package var all: Set<String> { Set([appID, appName, secretName].compactMap(\.self)) }
}
