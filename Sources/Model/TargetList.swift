/// A CSV file of targets, and how it is read.
package struct TargetList: Sendable, Equatable {
    /// Read when the plan is applied; a relative one counts from the job file.
    package let path: String
    package let delimiter: CSVDelimiter
    package let columns: TargetColumns

    package init(path: String, delimiter: CSVDelimiter = .comma, columns: TargetColumns = TargetColumns()) {
        self.path = path
        self.delimiter = delimiter
        self.columns = columns
    }
}

/// Which columns of a list say what target a row is about.
package struct TargetColumns: Sendable, Equatable {
    /// `nil` where a row has its app's name alone.
    package let appID: String?
    /// Counts in the rows that have no id.
    package let appName: String?
    package let secretName: String
    /// Whether the job file names that column, so that it must be there.
    package let needsSecretName: Bool

    package init(appID: String? = nil, appName: String? = nil, secretName: String? = nil) {
        self.appID = appID ?? (appName == nil ? "app_id" : nil)
        self.appName = appName
        self.secretName = secretName ?? "secret_name"
        needsSecretName = secretName != nil
    }

    package var all: Set<String> { Set([appID, appName, secretName].compactMap(\.self)) }
}
