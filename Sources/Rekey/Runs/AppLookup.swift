import Engine
import Journal
import Model
import Nx1

/// Asks the API for the apps of a plan, and for their names.
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
    var isNeeded: Bool { plan.entries.contains { $0.targets.needsApps || $0.needsAppNames } }

    /// - Throws: `LookupError` if the API does not answer, or if a name is missing or ambiguous.
    func perform(_ inquiry: PacedReader) async throws -> Listing {
        var listing = Listing()
        var lists: [AppType?: [App]] = [:]
        for (index, entry) in plan.entries.enumerated() where entry.targets.needsApps || entry.needsAppNames {
            let type: AppType? = if case .lookup(.type(let type)) = entry.targets { type } else { nil }
            let apps: [App]
            if let known = lists[type] { apps = known } else { apps = try await Self.list(type, inquiry) }
            lists[type] = apps
            // Whether a name is unique can only be decided with the list of all apps.
            if entry.needsAppNames, listing.names.isEmpty {
                let all: [App]
                if let known = lists[AppType?.none] { all = known } else { all = try await Self.list(nil, inquiry) }
                lists[AppType?.none] = all
                listing.names = AppDirectory(all).uniqueNames.mapValues(\.text)
            }
            for app in apps { listing.listed[app.id] = app.name }
            listing.targets += try listed(entry: index, apps)
            guard case .lookup(let selection) = entry.targets, let secret = entry.secret else { continue }
            let chosen = try choose(selection, from: apps, entry: index)
            listing.targets += chosen.map { .init(target: Target(app: $0.id, secret: secret), entry: index) }
        }
        return listing
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

    private func choose(_ selection: AppSelection, from apps: [App], entry: Int) throws -> [App] {
        let place = "plan \(plan.name): secrets[\(entry)].targets"
        switch selection {
        case .names(let names):
            let directory = AppDirectory(apps)
            return try names.map { try Self.app($0, in: directory, place, instead: "name the ids under apps") }
        case .type(let type):
            if apps.isEmpty {
                throw LookupError.wrong("\(place): the API lists no app of the type \(type.rawValue); check app_type")
            }
            return apps
        case .all:
            if apps.isEmpty { throw LookupError.wrong("\(place): the API lists no app at all; check the credentials") }
            return apps
        }
    }

    private static func list(_ type: AppType?, _ inquiry: PacedReader) async throws -> [App] {
        let (answer, apps) = try await inquiry.apps(type: type)
        if answer == .confirmed { return apps }
        throw LookupError(answer, inquiry.credentialKind)
    }
}
