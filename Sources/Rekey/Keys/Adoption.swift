import Engine
import Files
import Foundation
import JobFile
import Journal
package import Model
import Secrets
import Values

/// Imports the present values of a plan's targets, so that `keep` and `previous` have what they need. Nothing is sent.
package struct Adoption: Sendable {
    private let store: Store

    /// The source of the values.
    package enum Source: Sendable {
        /// A list with `app_id`, optionally `secret_name`, and a column for each key.
        case csv(String)
        /// One file for each target.
        case files(ValueFile)
    }

    package struct Result: Sendable {
        package let run: Int64
        package let adopted: Int
        /// Targets of the plan that the source does not mention.
        package let left: Int
    }

    package init(store: Store) {
        self.store = store
    }

    /// - Parameter directory: relative paths of the source count from here.
    /// - Throws: `AdoptionError` with all problems, `JobFileError` for a wrong list; then nothing is adopted.
    package func adopt(_ name: String, from source: Source, directory: String) async throws -> Result {
        let plan = try await applied(name)
        try Self.checkRetain(plan)
        var entries: [Target: Int] = [:]
        try await store.journal.targets(ofPlan: name) { entries[$0] = $1 }
        let imported = try values(from: source, plan, entries, directory: directory)
        let uuid = try UUID.random()
        let (key, sealed) = try store.newDataKey(run: uuid)
        let keys = try await store.keys(run: uuid, dataKey: key)
        let (run, count) = try await store.journal.adopt(
            NewAdoption(uuid: uuid, plan: plan.name, dataKey: sealed, retain: plan.retain) { add in
                var sealer = Sealer(keys)
                for item in imported {
                    try add(item.target, item.entry) { id in try sealer.sealed(item.values, item: id) }
                }
            })
        return Result(run: run, adopted: count, left: max(0, entries.count - count))
    }

    /// - Throws: `RequestError` if the plan does not exist, or its targets are not known.
    package func template(_ name: String) async throws -> AdoptionTemplate {
        let plan = try await applied(name)
        var targets: [Target] = []
        try await store.journal.targets(ofPlan: name) { target, _ in targets.append(target) }
        return AdoptionTemplate(plan, targets: targets)
    }

    static func checkRetain(_ plan: Plan) throws {
        guard plan.retain > 0 else {
            throw RequestError(
                "plan \(quoted(plan.name.text)) has retain: 0, so that adopted values would be discarded; set retain to 1 or more"
            )
        }
    }

    private func applied(_ name: String) async throws -> Plan {
        let (row, file) = try await PlanCatalog(journal: store.journal).plan(name)
        guard row.revision != nil else {
            throw RequestError(
                "plan \(quoted(name)) was never applied or run, so its targets are not known; apply it first")
        }
        return file.plan
    }

    private struct Item: Sendable {
        let target: Target
        let entry: Int
        let values: [(key: KeyName, value: Secret)]
    }

    private func values(
        from source: Source, _ plan: Plan, _ entries: [Target: Int], directory: String
    ) throws -> [Item] {
        switch source {
        case .csv(let path):
            return try listed(FilePaths.resolve(path, from: directory), named: path, plan, entries)
        case .files(let file):
            if let index = plan.entries.firstIndex(where: \.targets.needsAPI) {
                throw RequestError(
                    "secrets[\(index)] gets its targets from the API when a run starts; use --csv for them")
            }
            return try filed(file, plan, entries, SourceReader(directory: directory))
        }
    }

    private func listed(
        _ path: String, named name: String, _ plan: Plan, _ entries: [Target: Int]
    ) throws -> [Item] {
        let names = Set(plan.entries.compactMap(\.secret))
        let hasColumn = try TargetTable.header(of: path, name: name).contains("secret_name")
        guard hasColumn || names.count == 1 else {
            throw RequestError("the plan has several secrets, so \(name) needs a column secret_name")
        }
        let table = TargetTable(path: path, name: name, secret: hasColumn ? nil : names.first, columns: .others)
        var items: [Item] = []
        var seen: Set<Target> = []
        try table.forEach { row in
            do {
                guard case .identified(let target) = row.target else {
                    throw InvalidInput("the row does not name an app", fix: "write the app's id")
                }
                guard let entry = entries[target] ?? Self.lookedUp(target, plan) else {
                    throw InvalidInput(
                        "\(target) is not a target of the plan", fix: "remove the row, or add the target")
                }
                guard seen.insert(target).inserted else {
                    throw InvalidInput("\(target) is listed twice", fix: "keep one of the rows")
                }
                // A secret may lack keys that other secrets of the list have.
                let given = row.with(row.fields.filter { !$0.text.isEmpty })
                let values = try CSVColumnValues.checked(given).map { (key: try KeyName($0.column), value: $0.value) }
                try Self.checkKept(plan.entries[entry], values.map(\.key))
                items.append(Item(target: target, entry: entry, values: values))
            } catch let error as ListedValueError {
                throw table.wrong(row.line, error.invalid)
            } catch let invalid as InvalidInput {
                throw table.wrong(row.line, invalid)
            }
        }
        return items
    }

    /// Targets that only the API knows are not checked.
    private static func lookedUp(_ target: Target, _ plan: Plan) -> Int? {
        plan.entries.firstIndex { $0.mayFind(target.secret) }
    }

    private func filed(
        _ file: ValueFile, _ plan: Plan, _ entries: [Target: Int], _ reader: SourceReader
    ) throws -> [Item] {
        var items: [Item] = []
        var problems: [String] = []
        for (target, entry) in entries.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            do {
                let path = try file.path.resolved(for: target, appName: nil)
                let values = try reader.values(file, path).members.map { member in
                    let key = try KeyName(member.name)
                    // Values that are in place are accepted as they are, but text that cannot be a value is not in
                    // place.
                    let rules = ValueRules(allowsEmpty: true)
                    return (key: key, value: try member.checkedForSending(key, rules))
                }
                try Self.checkKept(plan.entries[entry], values.map(\.key))
                items.append(Item(target: target, entry: entry, values: values))
            } catch {
                problems.append("\(target): \(error)")
            }
        }
        guard problems.isEmpty else { throw AdoptionError(problems: problems) }
        return items
    }

    /// Values that the plan keeps must be present, or its next run would fail.
    static func checkKept(_ entry: SecretEntry, _ keys: [KeyName]) throws {
        for needed in entry.standsOn where !keys.contains(needed) {
            throw InvalidInput(
                "\(quoted(needed.text)) is missing, but the plan needs it", fix: "add its present value")
        }
    }
}

/// All problems with files whose values were to be adopted.
package struct AdoptionError: Error, Sendable, CustomStringConvertible {
    package let problems: [String]

    package var description: String {
        "nothing was adopted: \(problems.count) of the files are missing or wrong, the first: \(problems[0])"
    }
}
