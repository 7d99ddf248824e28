import Foundation
import Model

/// The stand-in's secrets, its faults, and what it has seen.
package actor SandboxState {
    private let configuration: SandboxConfiguration
    private let startedAt = ContinuousClock.now
    private let createdAt = Date().ISO8601Format()
    private var secrets: [SandboxTarget: [String: String]]
    private var faults: FaultBook
    private var log: [SandboxEntry] = []
    /// Of the last PUT that came.
    private var valuesBefore: [String] = []
    private var tallies: [SandboxTarget: Tally] = [:]
    /// In the order in which they came.
    package private(set) var puts: [SandboxPut] = []
    private var requests = 0
    private var applied = 0
    private var statuses: [Int: Int] = [:]

    private struct Tally {
        var puts = 0
        var fingerprints: Set<UInt128> = []
    }

    package init(_ configuration: SandboxConfiguration) {
        self.configuration = configuration
        secrets = configuration.secrets
        faults = FaultBook(configuration.faults, seed: configuration.seed)
    }

    // MARK: What tests and the demo ask

    package var entries: [SandboxEntry] { log }
    /// The bearer tokens that were shown, each once.
    package private(set) var tokens: Set<String> = []
    package var requestCount: Int { requests }
    package var appliedCount: Int { applied }

    /// The values in force: they are made up by tests and the demo.
    package func values(_ target: SandboxTarget) -> [String: String]? { secrets[target] }

    /// Changes a secret as somebody else would.
    package func put(_ target: SandboxTarget, _ values: [String: String]) { secrets[target] = values }

    package func putCount(_ target: SandboxTarget) -> Int { tallies[target]?.puts ?? 0 }

    /// Secrets that got PUTs with differing values. One value for each item means: none in one run.
    package var targetsWithDifferingValues: [SandboxTarget] {
        tallies.filter { $0.value.fingerprints.count > 1 }.map(\.key)
    }

    package func order(_ fault: Fault) { faults.add([fault]) }

    package func cancelFaults() { faults.clear() }

    // MARK: Requests

    func answer(_ request: SandboxRequest) -> SandboxReply {
        if request.path.hasPrefix("/sandbox/") { return control(request) }
        requests += 1
        if configuration.acceptsAnyToken, let token = request.authorization { tokens.insert(token) }
        let now = request.arrivedAt
        var entry = SandboxEntry(
            number: requests, method: request.method, path: request.path, target: request.target,
            microseconds: (now - startedAt).wholeMicroseconds)
        let (delay, fault) = faults.hit(method: request.method, target: request.target, now: now)
        entry.duration = delay.wholeMicroseconds
        entry.fault = fault?.action.rawValue
        var reply = decide(request, fault, &entry)
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

    private func decide(_ request: SandboxRequest, _ fault: Fault?, _ entry: inout SandboxEntry) -> SandboxReply {
        guard request.isAuthorized(configuration) else { return .detail(401, "Not authenticated") }
        if request.path == "/api/app" { return fault.flatMap { withoutApplying($0, request) } ?? apps(request) }
        guard let target = request.target else { return .detail(404, "Not Found") }
        guard target.hasAppID else {
            return .invalid(
                ["path", "app_id"], "Input should be a valid UUID", type: "uuid_parsing", input: jsonString(target.app))
        }
        if configuration.forbiddenApps.contains(target.app) {
            return .detail(403, "Forbidden - Requires an `nx1_app_manager` role.")
        }
        let present = secrets[target] ?? (configuration.createsAll ? firstValues : nil)
        switch request.method {
        case "GET":
            if let fault, let reply = withoutApplying(fault, request) { return reply }
            guard let present else { return .error(404, "Secret not found.") }
            let keys = present.keys.sorted()
            return shaped(fault, .secret(target.secret, keys: keys, createdAt: createdAt), target, keys)
        case "PUT": return put(request, target, exists: present != nil, fault, &entry)
        default: return .detail(405, "Method Not Allowed")
        }
    }

    private var firstValues: [String: String] {
        Dictionary(uniqueKeysWithValues: configuration.firstKeys.map { ($0, "first") })
    }

    private func put(
        _ request: SandboxRequest, _ target: SandboxTarget, exists: Bool, _ fault: Fault?, _ entry: inout SandboxEntry
    ) -> SandboxReply {
        switch UpdateRequest.read(request.body) {
        case .refused(let reply): return reply
        case .taken(let update):
            let values = Dictionary(uniqueKeysWithValues: update.values)
            let fingerprint = ValueFingerprint.of(values)
            entry.keys = update.values.map(\.key)
            entry.fingerprint = fingerprint
            tallies[target, default: Tally()].puts += 1
            tallies[target, default: Tally()].fingerprints.insert(fingerprint)
            let inForce = secrets[target]
            defer {
                if configuration.keepsPuts {
                    puts.append(
                        SandboxPut(target: target, values: values, inForce: inForce, isApplied: entry.isApplied))
                }
            }
            defer { valuesBefore = Array(values.values) }
            if let fault, let reply = withoutApplying(fault, request) { return reply }
            guard exists else { return .error(404, "Secret not found.") }
            secrets[target] = values
            applied += 1
            entry.isApplied = true
            return shaped(
                fault, .secret(target.secret, keys: entry.keys, createdAt: createdAt), target, entry.keys)
        }
    }

    private func apps(_ request: SandboxRequest) -> SandboxReply {
        let chosen = configuration.apps.filter { app in request.appType.map { $0 == app.type } ?? true }
        let list = chosen.map { app in
            "{\"id\":\(jsonString(app.id)),\"app_name\":\(jsonString(app.name)),\"app_type\":\(jsonString(app.type)),"
                + "\"created_date\":\(jsonString(createdAt)),\"updated_date\":\(jsonString(createdAt))}"
        }
        return SandboxReply(200, "[" + list.joined(separator: ",") + "]")
    }

    // MARK: Faults

    /// Faults that answer instead of doing what was asked.
    private func withoutApplying(_ fault: Fault, _ request: SandboxRequest) -> SandboxReply? {
        switch fault.action {
        case .status: return fault.isApplied && request.method == "PUT" ? nil : status(fault)
        case .cutBefore:
            var reply = SandboxReply(0, "")
            reply.ending = .none(resets: fault.resets)
            return reply
        case .hang:
            var reply = SandboxReply(0, "")
            reply.ending = .hang
            return reply
        case .redirect:
            var reply = SandboxReply(302, "")
            reply.headers["Location"] = fault.url
            return reply
        case .echo:
            return .error(400, "cannot take " + String(decoding: request.body, as: UTF8.self))
        case .echoInput:
            let input = String(decoding: request.body, as: UTF8.self)
            return .invalid(["body"], "Value error", type: "value_error", input: input.isEmpty ? "null" : input)
        case .echoBefore:
            let values = request.target.flatMap { secrets[$0] } ?? [:]
            return .error(400, "too like the one before: " + values.values.sorted().joined(separator: " "))
        case .echoOther: return .error(400, "too like another: " + valuesBefore.sorted().joined(separator: " "))
        case .html:
            var reply = SandboxReply(200, "<!doctype html><title>Sign in</title><form>password</form>")
            reply.headers["Content-Type"] = "text/html"
            return reply
        case .delay, .cutAfter, .truncate, .malformed, .wrongSecret, .missingKeys, .hangAfter, .large, .drip, .chunked,
            .gzip:
            return nil
        }
    }

    private func status(_ fault: Fault) -> SandboxReply {
        var reply = SandboxReply.error(fault.code, "a fault that was ordered")
        if let body = fault.body { reply.body = body }
        // These have no body (RFC 9110, sections 15.3.5 and 15.4.5); one would be read as the next answer.
        if [204, 304].contains(fault.code) { reply.body = "" }
        reply.headers = fault.headers
        return reply
    }

    /// Faults that spoil the answer to something that was done.
    private func shaped(
        _ fault: Fault?, _ reply: SandboxReply, _ target: SandboxTarget, _ keys: [String]
    ) -> SandboxReply {
        var reply = reply
        guard let fault else { return reply }
        switch fault.action {
        case .cutAfter: reply.ending = .none(resets: fault.resets)
        case .hangAfter: reply.ending = .hang
        case .truncate: reply.ending = .cut(after: reply.body.utf8.count / 2)
        case .malformed: reply.body = String(reply.body.dropLast(3))
        case .wrongSecret: return .secret(target.secret + "-other", keys: keys, createdAt: createdAt)
        case .missingKeys:
            return .secret(target.secret, keys: Array(keys.dropLast()), createdAt: createdAt)
        case .large: reply.body = String(repeating: "x", count: fault.megabytes * 1_048_576)
        case .chunked: reply.isChunked = true
        case .gzip:
            reply.bytes = Gzip.stored(Array(reply.body.utf8))
            reply.headers["Content-Encoding"] = "gzip"
        case .drip: reply.ending = .drip(milliseconds: max(1, fault.delay.lowerBound))
        case .status: return status(fault)
        case .delay, .cutBefore, .hang, .redirect, .echo, .echoInput, .echoBefore, .echoOther, .html: break
        }
        return reply
    }

    // MARK: The control surface

    private func control(_ request: SandboxRequest) -> SandboxReply {
        guard request.isLocal else {
            return .error(403, "only programs of this machine may ask, with a Host of its own")
        }
        // The counters and the log hold no value, and change nothing.
        let isOpen = request.method == "GET" && ["/sandbox/log", "/sandbox/summary"].contains(request.path)
        guard isOpen || request.isAuthorized(configuration) else {
            return .error(401, "send the API key of this stand-in in Authorization-PSK")
        }
        switch (request.method, request.path) {
        case ("GET", "/sandbox/log"):
            return SandboxReply(200, log.map { $0.json + "\n" }.joined())
        case ("GET", "/sandbox/secrets"): return SandboxReply(200, secretLines)
        case ("GET", "/sandbox/summary"): return SandboxReply(200, summary)
        case ("POST", "/sandbox/faults"):
            do {
                let texts = String(decoding: request.body, as: UTF8.self).split(whereSeparator: \.isWhitespace)
                faults.add(try texts.map { try Fault(text: String($0)) })
                return SandboxReply(204, "")
            } catch {
                return .error(400, "\(error)")
            }
        case ("DELETE", "/sandbox/faults"):
            faults.clear()
            return SandboxReply(204, "")
        case ("DELETE", "/sandbox/log"):
            log.removeAll()
            return SandboxReply(204, "")
        default: return .detail(404, "Not Found")
        }
    }

    /// The values in force, a secret a line: they are made up, and what was kept can be seen here alone.
    private var secretLines: String {
        secrets.sorted { ($0.key.app, $0.key.secret) < ($1.key.app, $1.key.secret) }.map { target, values in
            let pairs = values.sorted { $0.key < $1.key }.map { "\(jsonString($0.key)):\(jsonString($0.value))" }
            return "{\"app_id\":\(jsonString(target.app)),\"secret_name\":\(jsonString(target.secret)),"
                + "\"values\":{\(pairs.joined(separator: ","))}}\n"
        }.joined()
    }

    private var summary: String {
        let byStatus = statuses.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
        return "{\"requests\":\(requests),\"applied\":\(applied),\"by_status\":{\(byStatus)},"
            + "\"secrets\":\(tallies.count),\"differing\":\(targetsWithDifferingValues.count),"
            + "\"puts_of_one_secret_at_most\":\(tallies.values.map(\.puts).max() ?? 0)}"
    }
}
