import Model
import Values

/// Which keys a run would send for a target.
struct WrittenKeys {
    /// Where relative paths count from.
    let directory: String

    /// - Throws: `InvalidInput` or `ValueError` when a file that brings keys cannot be read.
    /// - Parameter columns: of the target's list that were kept for it.
    func keys(
        of target: Target, _ entry: SecretEntry, appName: String?, columns: [String]
    ) throws -> [KeyName] {
        let own = entry.keys.map(\.name) + (try entry.listedKeys(in: columns).map { try KeyName($0) })
        guard let file = entry.keysFrom?.file else { return own }
        let path = try file.path.resolved(for: target, appName: appName)
        return try own
            + SourceReader(directory: directory).values(file, path).keys(besides: own, in: path).map(\.key)
    }
}
