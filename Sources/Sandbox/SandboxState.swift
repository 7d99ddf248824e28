import Foundation
import Model

/// The stand-in's secrets, its faults, and what it has seen.
package actor SandboxState {
    let configuration: SandboxConfiguration
    private let startedAt = ContinuousClock.now
    let createdAt = Date().ISO8601Format()
    var secrets: SecretTable
    var issuer: SandboxIssuer
    var faults: FaultBook
    var log: [SandboxEntry] = []
    /// Of the last PUT or POST that came.
    var valuesBefore: [String] = []
    var tallies: [SandboxTarget: Tally] = [:]
    /// PUTs and POSTs in the order in which they came.
    package internal(set) var puts: [SandboxPut] = []
    var requests = 0
    var applied = 0
    var created = 0
    var statuses: [Int: Int] = [:]

    struct Tally {
        var puts = 0
        var posts = 0
        var fingerprints: Set<UInt128> = []
    }

    package init(_ configuration: SandboxConfiguration) {
        self.configuration = configuration
        secrets = SecretTable(configuration)
        issuer = SandboxIssuer(configuration)
        faults = FaultBook(configuration.faults, seed: configuration.seed)
    }

    // MARK: What tests and the demo ask

    package var entries: [SandboxEntry] { log }
    /// The bearer tokens that were shown, each once.
    package private(set) var tokens: Set<String> = []
    package var requestCount: Int { requests }
    /// PUTs and POSTs whose values were taken.
    package var appliedCount: Int { applied }
    /// The access tokens that its own token endpoint has given.
    package var issuedTokenCount: Int { issuer.issuedCount }

    /// The values in force: they are made up by tests and the demo. `nil` for a secret that does not exist or that nobody
    /// has touched.
    package func values(_ target: SandboxTarget) -> [String: String]? {
        secrets.isTouched(target) ? secrets.values(target) : nil
    }

    /// Changes a secret as somebody else would, or seeds it.
    package func put(_ target: SandboxTarget, _ values: [String: String]) {
        if secrets.values(target) == nil {
            secrets.create(target, values)
        } else {
            secrets.replace(target, values, at: .now, lag: configuration.revealLag)
        }
    }

    /// Makes a secret anew as somebody else would: its `created_at` moves.
    package func recreate(_ target: SandboxTarget, _ values: [String: String]) { secrets.create(target, values) }

    /// Deletes a secret as somebody else would.
    package func remove(_ target: SandboxTarget) { secrets.remove(target) }

    package func putCount(_ target: SandboxTarget) -> Int { tallies[target]?.puts ?? 0 }

    /// PUTs and POSTs.
    package func writeCount(_ target: SandboxTarget) -> Int { putCount(target) + postCount(target) }

    /// Makes an app that has no secret.
    package func add(app: String) { secrets.add(app: app) }

    package func postCount(_ target: SandboxTarget) -> Int { tallies[target]?.posts ?? 0 }

    /// Secrets that got PUTs or POSTs with differing values. One value for each item means: none in one run.
    package var targetsWithDifferingValues: [SandboxTarget] {
        tallies.filter { $0.value.fingerprints.count > 1 }.map(\.key)
    }

    package func order(_ fault: Fault) { faults.add([fault]) }

    package func cancelFaults() { faults.clear() }

    // MARK: Requests

    /// - Parameter isVouched: whether the outside issuer knows the bearer token.
    func answer(_ request: SandboxRequest, isVouched: Bool = false) -> SandboxReply {
        if request.path.hasPrefix("/sandbox/") { return control(request) }
        requests += 1
        let match = SandboxRoute.match(request.method, request.path, without: configuration.without)
        if request.bearer != nil, request.route?.isOfTheAPI != false, let token = request.authorization {
            tokens.insert(token)
        }
        let now = request.arrivedAt
        var entry = SandboxEntry(
            number: requests, method: request.method, path: request.path, target: request.target,
            microseconds: (now - startedAt).wholeMicroseconds)
        let (delay, fault) = faults.hit(request, now: now)
        entry.duration = delay.wholeMicroseconds
        entry.fault = fault?.action.rawValue
        if case .found(let route) = match { entry.route = route }
        var reply =
            switch match {
            case .found(let route): answer(request, route, isAuthorized: isVouched || accepts(request), fault, &entry)
            case .otherMethod(let allow): SandboxReply.methodNotAllowed(allow: allow)
            case .missing: SandboxReply.detail(404, "Not Found")
            }
        reply.delay = delay
        switch reply.ending {
        case .none, .hang: break
        case .whole, .cut, .drip:
            entry.status = reply.status
            statuses[reply.status, default: 0] += 1
        }
        if configuration.keepsLog { log.append(entry) }
        return reply
    }

    /// Whether the request shows the API key or a token that is known here.
    func accepts(_ request: SandboxRequest) -> Bool {
        if request.apiKey == configuration.apiKey { return true }
        guard let token = request.bearer else { return false }
        return configuration.acceptsAnyToken || token == configuration.token
            || issuer.accepts(token, at: request.arrivedAt)
    }
}
