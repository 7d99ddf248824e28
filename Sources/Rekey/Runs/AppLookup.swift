import Engine
import Journal
import Model
import Nx1

/// Asks the API which apps and secrets a plan is about, and for the names of the apps.
struct AppLookup: Sendable {
    let plan: Plan
    /// Rows of its lists that name their apps.
    let named: [NamedRow]
    /// Assigns the content of those rows to the apps' ids; without it only the names of the columns are used.
    let columns: ColumnSealer?

    init(plan: Plan, named: [NamedRow] = [], columns: ColumnSealer? = nil) {
        self.plan = plan
        self.named = named
        self.columns = columns
    }

    struct Listing: Sendable {
        var targets: [NewRun.Found] = []
        /// Names of all apps whose name is unique.
        var names: [AppID: String] = [:]
        /// Names of all apps that the API listed: for people, not for paths.
        var listed: [AppID: AppName] = [:]
    }

    /// Whether there is anything to ask.
    var isNeeded: Bool { plan.entries.contains { $0.targets.needsAPI || $0.needsAppNames } }

    /// - Throws: `LookupError` if the API does not answer, or if a name is missing or ambiguous.
    func perform(_ inquiry: PacedReader) async throws -> Listing {
        var listing = Listing()
        var lists: [AppType?: [App]] = [:]
        var secrets = SecretLookup(inquiry, width: plan.limits.concurrency)
        for (index, entry) in plan.entries.enumerated() where entry.targets.needsAPI || entry.needsAppNames {
            let lookup = entry.targets.lookup
            let type: AppType? = if case .type(let type) = lookup?.apps { type } else { nil }
            var apps: [App] = []
            if entry.needsAppNames || lookup?.namesIDs != true {
                if let known = lists[type] { apps = known } else { apps = try await Self.list(type, inquiry) }
                lists[type] = apps
            }
            // Whether a name is an app's alone, only the list of all apps says.
            if entry.needsAppNames, listing.names.isEmpty {
                let all: [App]
                if let known = lists[AppType?.none] { all = known } else { all = try await Self.list(nil, inquiry) }
                lists[AppType?.none] = all
                listing.names = AppDirectory(all).uniqueNames.mapValues(\.text)
            }
            for app in apps { listing.listed[app.id] = app.name }
            listing.targets += try listed(entry: index, apps)
            guard let lookup else { continue }
            let chosen = try choose(lookup.apps, from: apps, entry: index)
            if let pattern = lookup.secrets {
                listing.targets += try await matching(pattern, in: chosen, &secrets, entry: index)
            } else if let secret = entry.secret {
                listing.targets += chosen.map { .init(target: Target(app: $0, secret: secret), entry: index) }
            }
        }
        return listing
    }

    private func matching(
        _ pattern: NamePattern, in apps: [AppID], _ secrets: inout SecretLookup, entry: Int
    ) async throws -> [NewRun.Found] {
        let place = "plan \(plan.name): secrets[\(entry)].targets"
        let fitting = try await secrets.secrets(of: apps, matching: pattern, place: place)
        guard !fitting.isEmpty else {
            throw LookupError.wrong(
                "\(place): none of the secrets of \(counted(apps.count, "app")) matches \(quoted(pattern.text)); check the "
                    + "pattern against `rekey apps --secrets`")
        }
        return fitting.map { .init(target: $0.target, entry: entry, k8sName: $0.k8sName) }
    }

    /// The rows of an entry's list that name their apps.
    private func listed(entry: Int, _ apps: [App]) throws -> [NewRun.Found] {
        let directory = AppDirectory(apps)
        let place = "plan \(plan.name): secrets[\(entry)].targets"
        return try named.filter { $0.entry == entry }.map { row in
            let app = try Self.app(row.target.app, in: directory, place, instead: "write its id in the list")
            let target = Target(app: app.id, secret: row.target.secret)
            return .init(
                target: target, entry: entry,
                columns: try columns?.moved(row, to: target, plan: plan.name) ?? row.columns)
        }
    }

    private static func app(
        _ name: String, in directory: AppDirectory, _ place: String, instead: String
    ) throws -> App {
        let fitting = directory.apps(called: name)
        guard let app = fitting.first else {
            throw LookupError.wrong(
                "\(place): the API does not list an app \(quoted(name)); check the name, or remove it")
        }
        guard fitting.count == 1 else {
            let ids = fitting.map(\.id.text).joined(separator: ", ")
            throw LookupError.wrong("\(place): several apps are called \(quoted(name)): \(ids); \(instead)")
        }
        return app
    }

    private func choose(_ selection: AppSelection, from apps: [App], entry: Int) throws -> [AppID] {
        let place = "plan \(plan.name): secrets[\(entry)].targets"
        switch selection {
        case .ids(let ids): return ids
        case .names(let names):
            let directory = AppDirectory(apps)
            return try names.map { try Self.app($0, in: directory, place, instead: "name the ids under apps").id }
        case .type(let type):
            if apps.isEmpty {
                throw LookupError.wrong("\(place): the API lists no app of the type \(type.rawValue); check app_type")
            }
            return apps.map(\.id)
        case .all:
            if apps.isEmpty { throw LookupError.wrong("\(place): the API lists no app at all; check the credentials") }
            return apps.map(\.id)
        }
    }

    private static func list(_ type: AppType?, _ inquiry: PacedReader) async throws -> [App] {
        let (answer, apps) = try await inquiry.apps(type: type)
        if answer == .confirmed { return apps }
        throw LookupError(answer, inquiry.credentialKind)
    }
}
