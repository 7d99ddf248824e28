import Files
package import JobFile
import Model

/// What is known about a job file without a database: its targets, the strength of its values, missing sources.
package struct PlanInspection: Sendable {
    package let file: JobFile
    package let targets: Int
    /// Sources that are missing at the moment; a run would fail the items that need them.
    package let missingSources: [String]
    package let warnings: [String]

    /// - Throws: errors of the file or its lists.
    package init(path: String) throws {
        file = try JobFile(contentsOf: path)
        let directory = FilePaths.folder(of: path)
        let census = try TargetCensus(
            file.plan, sources: TargetSources(directory: directory),
            targets: ListedTargets(of: file.plan, directory: directory, origin: path))
        targets = census.count
        warnings = census.warnings.map { "\(path): \($0)" }
        missingSources = census.problems.map { "\(path): \($0)" }
    }
}
