import Engine
import Foundation
import JobFile
import Journal
import Model
import Nx1
import Values

/// Takes the present values of a plan's targets from an API that reveals them. Nothing there is changed.
///
/// The values are committed in batches, each as a run of its own, so that a call that was interrupted need not be
/// repeated from its beginning: targets whose values are known are not read.
package struct APIAdoption: Sendable {
    private let store: Store
    private let request: RunRequest
    private let watch: RunWatch
    private let refused: @Sendable (String) -> Void

    private var journal: Journal { store.journal }

    /// Targets whose values are committed together; a crash makes no more than these be read again.
    static let batchSize = 100

    /// A target whose values are to be read, with the index of its entry in the plan.
    struct Item: Sendable {
        let target: Target
        let entry: Int
    }

    package struct Result: Sendable {
        /// The latest run that stands for adopted values; `nil` where there was nothing to adopt.
        package internal(set) var run: Int64?
        package internal(set) var adopted = 0
        /// Targets whose present values are stored already.
        package internal(set) var known = 0
        /// Targets with values that cannot be adopted, or that the API did not give.
        package internal(set) var refused = 0
        /// Targets that were not adopted for any reason.
        package internal(set) var left = 0
        /// Why the rest was not asked for.
        package internal(set) var stop: LookupError?
    }

    /// - Parameter refused: gets a sentence for each target whose values were not adopted.
    package init(
        store: Store, request: RunRequest, watch: RunWatch, refused: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        self.request = request
        self.watch = watch
        self.refused = refused
    }

    /// How many targets would be read, in words.
    /// - Throws: what is wrong with the plan.
    package func extent(_ name: String) async throws -> String {
        let plan = try await PlanCatalog(journal: journal).plan(name).file.plan
        try Adoption.checkRetain(plan)
        var count = 0
        try await journal.targets(ofPlan: name) { _, _ in count += 1 }
        let needsAPI = plan.entries.contains { $0.targets.needsAPI }
        return needsAPI || count == 0
            ? "all targets of plan \(name)" : "\(counted(count, "target")) of plan \(name)"
    }

    /// - Throws: `LookupError` where the API does not list the plan's apps; what is wrong with the plan, the connection or
    ///   the database.
    package func adopt(_ name: String) async throws -> Result {
        try await RunLock(journal: journal, request: request, watch: watch).hold {
            let plan = try await store.revisedPlan(name)
            try Adoption.checkRetain(plan)
            let connector = Connector(store: store, request: request, watch: watch)
            let link = try await connector.connect(plan)
            let inquiry = PlanInquiry(store: store, request: request, watch: watch)
            let targets = try await targets(of: plan, inquiry, link)
            let host = link.connection.host.identity
            var result = Result()
            var batch: [Item] = []
            for (index, item) in targets.enumerated() {
                if try await isKnown(item, plan, host: host) { result.known += 1 } else { batch.append(item) }
                guard batch.count == Self.batchSize || index == targets.count - 1, !batch.isEmpty else { continue }
                var connection = link.connection
                if link.renewal != nil {
                    // A token may expire while a large plan is read. What is warned of has been said.
                    connection = try await Connector(store: store, request: request, watch: RunWatch())
                        .connect(plan).connection
                }
                try await adopt(batch, of: plan, inquiry, connection, &result)
                batch.removeAll()
                if result.stop != nil { break }
            }
            result.left = targets.count - result.adopted - result.known
            return result
        }
    }

    private func targets(
        of plan: Plan, _ inquiry: PlanInquiry, _ link: AuthenticatedConnection
    ) async throws -> [Item] {
        var targets: [Item] = []
        try await journal.targets(ofPlan: plan.name.text) { targets.append(.init(target: $0, entry: $1)) }
        if plan.entries.contains(where: \.targets.needsAPI) {
            let found = try await inquiry.lookUp(plan, link)
            try await journal.keep(found.listed)
            targets += found.targets.map { .init(target: $0.target, entry: $0.entry) }
        }
        var seen: Set<Target> = []
        targets = targets.filter { seen.insert($0.target).inserted }
        guard !targets.isEmpty else {
            throw RequestError("plan \(quoted(plan.name.text)) has no target; see `rekey plan show \(plan.name)`")
        }
        return targets
    }

    /// Whether the present values are stored, with all that the plan needs of them.
    private func isKnown(_ item: Item, _ plan: Plan, host: String) async throws -> Bool {
        guard case .version(let version) = try await journal.knownVersion(of: item.target, host: host) else {
            return false
        }
        return Set(version.keys).isSuperset(of: plan.entries[item.entry].standsOn)
    }

    private func adopt(
        _ batch: [Item], of plan: Plan, _ inquiry: PlanInquiry, _ connection: Connection,
        _ result: inout Result
    ) async throws {
        let hasRevealed = result.adopted > 0
        let read = try await inquiry.ask(plan, connection) { reader in
            try await APIAdoptionReader(
                plan: plan, host: connection.host.identity, reader: reader, journal: journal,
                earlier: EarlierValues(journal: journal, master: store.masterSeal), hasRevealed: hasRevealed
            ).read(batch)
        }
        for problem in read.problems { refused(problem) }
        result.refused += read.problems.count
        result.stop = read.stop
        guard !read.values.isEmpty else { return }
        let uuid = try UUID.random()
        let (key, sealed) = try store.newDataKey(run: uuid)
        let keys = try await store.keys(run: uuid, dataKey: key)
        let (run, count) = try await journal.adopt(
            NewAdoption(
                uuid: uuid, plan: plan.name, dataKey: sealed, retain: plan.retain, host: connection.host.identity
            ) { add in
                var sealer = Sealer(keys)
                for (item, values) in read.values {
                    try add(item.target, item.entry) { try sealer.sealed(values, item: $0) }
                }
            })
        result.run = run
        result.adopted += count
    }
}
