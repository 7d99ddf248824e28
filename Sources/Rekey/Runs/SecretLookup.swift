import Engine
import Model
import Nx1

/// Asks the API for the secrets of apps, one request for each app.
struct SecretLookup: Sendable {
    let reader: PacedReader
    /// Requests under way at once.
    let width: Int
    private var lists: [AppID: [ListedSecret]] = [:]

    init(_ reader: PacedReader, width: Int) {
        self.reader = reader
        self.width = width
    }

    /// - Parameter place: how messages name what asks.
    /// - Returns: the secrets that match, app by app in the order of `apps`, in each in the API's order.
    /// - Throws: `LookupError` when the API does not list the secrets of one of the apps.
    mutating func secrets(
        of apps: [AppID], matching pattern: NamePattern, place: String
    ) async throws -> [(target: Target, k8sName: String?)] {
        try await list(apps.filter { lists[$0] == nil }, place)
        return apps.flatMap { app in
            lists[app, default: []].filter { pattern.matches($0.name) }.map {
                (Target(app: app, secret: $0.name), $0.identity.k8sName)
            }
        }
    }

    /// The secrets of each app. An app whose secrets these credentials may not see is left out with a warning.
    /// - Throws: `LookupError` for every other answer.
    mutating func all(
        of apps: [AppID], _ warned: @escaping @Sendable (String) -> Void
    ) async throws -> [AppID: [ListedSecret]] {
        try await list(apps, "rekey apps --secrets", forbidden: warned)
        return lists
    }

    private mutating func list(
        _ apps: [AppID], _ place: String, forbidden: (@Sendable (String) -> Void)? = nil
    ) async throws {
        let reader = reader
        for start in stride(from: 0, to: apps.count, by: width) {
            let group = apps[start..<min(start + width, apps.count)]
            let found = try await withThrowingTaskGroup(of: (AppID, [ListedSecret]?).self) { tasks in
                for app in group {
                    tasks.addTask { (app, try await Self.secrets(of: app, reader, place, forbidden)) }
                }
                var found: [(AppID, [ListedSecret]?)] = []
                for try await one in tasks { found.append(one) }
                return found
            }
            for (app, secrets) in found { lists[app] = secrets }
        }
    }

    /// - Parameter forbidden: gets a warning where these credentials may not see the app; `nil` makes that an error.
    /// - Throws: `LookupError`.
    private static func secrets(
        of app: AppID, _ reader: PacedReader, _ place: String, _ forbidden: (@Sendable (String) -> Void)?
    ) async throws -> [ListedSecret]? {
        let (answer, secrets) = try await reader.secrets(of: app)
        if case .status(403, _, _) = answer, let forbidden {
            forbidden("the API does not list the secrets of app \(app) to these credentials (403)")
            return nil
        }
        guard answer == .confirmed else {
            throw LookupError(secretsOf: app, answer, reader.credentialKind, place: place)
        }
        var seen: Set<SecretName> = []
        return secrets.filter { seen.insert($0.name).inserted }
    }
}
