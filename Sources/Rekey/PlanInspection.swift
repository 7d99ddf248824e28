package import JobFile
import Journal
import Model
import Values

/// What can be said about a job file without a database: its targets, the strength of its values, what is missing.
package struct PlanInspection: Sendable {
    package let file: JobFile
    package let targets: Int
    /// Sources that are not there at the moment; a run would fail the items that need them.
    package let missingSources: [String]

    /// - Throws: what is wrong with the file or its lists.
    package init(path: String) throws {
        let (file, order) = try PlanReader().read(file: path)
        let census = TargetCensus()
        try order.targets(census)
        self.file = file
        targets = census.count
        missingSources = Self.missing(file, directory: order.directory, path: path)
    }

    private static func missing(_ file: JobFile, directory: String, path: String) -> [String] {
        let sources = SourceReader(directory: directory)
        var missing: [String] = []
        for (index, entry) in file.plan.entries.enumerated() {
            for key in entry.keys {
                do {
                    switch key.source {
                    case .environment(let name):
                        _ = try sources.environment(name).checkedForSending(key.name)
                    case .file(let name): _ = try sources.file(name).checkedForSending(key.name)
                    case .generate, .literal, .template: break
                    }
                } catch {
                    missing.append("\(path): secrets[\(index)].keys.\(key.name): \(error)")
                }
            }
        }
        return missing
    }
}
