import Files
import Journal
import Model
import Secrets

/// The targets that a job file names, in its order. A list is read row by row as targets are asked for.
struct ListedTargets: Sendable {
    private let plan: Plan
    private let directory: String
    private let keepsLists: Bool
    private let origin: String

    /// The same as `TargetStep`, with the values of a list in clear.
    enum Step {
        case target(ListedTarget, entry: Int, values: [(column: String, value: Secret)])
        case imported(SecretName, entry: Int)
        case previous(entry: Int)
        case end(entry: Int)
    }

    /// - Parameters:
    ///   - directory: the folder that the job file's relative paths count from.
    ///   - keepsLists: whether lists are not read, and their targets from the previous revision are used.
    ///   - origin: how messages name the job file.
    init(of plan: Plan, directory: String, keepsLists: Bool = false, origin: String) {
        self.plan = plan
        self.directory = directory
        self.keepsLists = keepsLists
        self.origin = origin
    }

    func makeIterator() -> Iterator { Iterator(self) }

    struct Iterator {
        private let targets: ListedTargets
        /// The present entry; -1 before the first.
        private var entry = -1
        // What is left of it.
        private var list: ListedRows?
        private var apps: ArraySlice<AppID> = []
        private var secret: SecretName?
        private var others: Step?
        private var end: Step?

        fileprivate init(_ targets: ListedTargets) {
            self.targets = targets
        }

        /// Where the last target is written.
        var position: String { list?.position ?? "\(targets.origin): secrets[\(entry)].targets.apps" }

        /// - Throws: `JobFileError` if a list or its next row is wrong.
        mutating func next() throws -> Step? {
            while true {
                if let row = try list?.next() { return .target(row.target, entry: entry, values: row.values) }
                if let secret, let app = apps.popFirst() {
                    return .target(.identified(Target(app: app, secret: secret)), entry: entry, values: [])
                }
                if let step = others.take() ?? end.take() { return step }
                entry += 1
                guard targets.plan.entries.indices.contains(entry) else { return nil }
                try begin(targets.plan.entries[entry])
            }
        }

        private mutating func begin(_ entry: SecretEntry) throws {
            list = nil
            apps = []
            secret = entry.secret
            end = entry.targets.isLookup ? nil : .end(entry: self.entry)
            switch entry.targets {
            case .apps(let named): apps = named[...]
            case .csv where targets.keepsLists: others = .previous(entry: self.entry)
            case .csv(let table):
                list = try ListedRows(table, at: FilePaths.resolve(table.path, from: targets.directory), of: entry)
            case .table: others = entry.secret.map { .imported($0, entry: self.entry) }
            case .lookup: break  // the API is asked when a run starts
            }
        }
    }
}
