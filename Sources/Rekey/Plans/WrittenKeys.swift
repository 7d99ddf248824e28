import Model
import Values

/// The keys that a run would send for a target.
struct WrittenKeys {
    /// Relative paths count from here.
    let directory: String

    /// - Throws: `InvalidInput` or `ValueError` if a file that provides keys cannot be read.
    /// - Parameter columns: the stored columns of the target's list.
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
