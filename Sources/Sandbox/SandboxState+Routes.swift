import Model

/// What each route answers.
extension SandboxState {
    func answer(
        _ request: SandboxRequest, _ route: SandboxRoute, isAuthorized: Bool, _ fault: Fault?,
        _ entry: inout SandboxEntry
    ) -> SandboxReply {
        if route.isOfTheAPI, !isAuthorized {
            var reply = SandboxReply.detail(401, "Not authenticated")
            reply.headers["WWW-Authenticate"] = "Bearer"
            return reply
        }
        switch route {
        case .openAPI: return plain(fault, request) { OpenAPIDocument.json(without: configuration.without) }
        case .discovery: return plain(fault, request) { issuer.discovery(issuer: issuerURL(request)) }
        case .keys: return plain(fault, request) { issuer.keys }
        case .token:
            if let fault, let reply = withoutApplying(fault, request) { return reply }
            return issuer.answer(request, issuer: issuerURL(request))
        case .apps: return apps(request, fault)
        case .list, .create, .read, .update, .reveal: break
        }
        guard let app = request.app, SandboxTarget(app: app, secret: "").hasAppID else {
            return .invalid([InvalidField(["path", "app_id"], .notUUID, input: jsonString(request.app ?? ""))])
        }
        if configuration.forbiddenApps.contains(app) {
            return .detail(403, "Forbidden - Requires an `nx1_app_manager` role.")
        }
        let isVisible = configuration.visibleApps?.contains(app) ?? true
        switch route {
        case .list: return list(app, isVisible: isVisible, request, fault)
        case .create, .update: return write(request, route, isVisible: isVisible, fault, &entry)
        default: return read(request, route, isVisible: isVisible, fault)
        }
    }

    private func plain(_ fault: Fault?, _ request: SandboxRequest, _ json: () -> String) -> SandboxReply {
        if let fault, let reply = withoutApplying(fault, request) { return reply }
        return shaped(fault, .text(json()))
    }

    /// The issuer's name as the client reaches it, which is how Keycloak names itself.
    private func issuerURL(_ request: SandboxRequest) -> String {
        let scheme = configuration.identity == nil ? "http" : "https"
        return "\(scheme)://\(request.host ?? "127.0.0.1")\(SandboxRoute.issuerPath)"
    }

    private func apps(_ request: SandboxRequest, _ fault: Fault?) -> SandboxReply {
        if let fault, let reply = withoutApplying(fault, request) { return reply }
        if let type = request.appType, AppType(rawValue: type) == nil {
            return .invalid([InvalidField(["query", "app_type"], .notAppType, input: jsonString(type))])
        }
        let chosen = configuration.apps.filter { app in
            (request.appType.map { $0 == app.type } ?? true)
                && (configuration.visibleApps?.contains(app.id) ?? true)
        }
        let list = chosen.map { app in
            "{\"id\":\(jsonString(app.id)),\"app_name\":\(jsonString(app.name)),\"app_type\":\(jsonString(app.type)),"
                + "\"created_date\":\(jsonString(createdAt)),\"updated_date\":\(jsonString(createdAt))}"
        }
        return shaped(fault, .text("[" + list.joined(separator: ",") + "]"))
    }

    private func list(_ app: String, isVisible: Bool, _ request: SandboxRequest, _ fault: Fault?) -> SandboxReply {
        if let fault, let reply = withoutApplying(fault, request) { return reply }
        guard isVisible, secrets.hasApp(app) else { return .detail(404, "App not found.") }
        return shaped(fault, .list(secrets.targets.filter { $0.app == app }.compactMap { secrets.detail($0) }))
    }

    private func read(
        _ request: SandboxRequest, _ route: SandboxRoute, isVisible: Bool, _ fault: Fault?
    ) -> SandboxReply {
        if let fault, let reply = withoutApplying(fault, request) { return reply }
        if route == .reveal, !configuration.mayReveal {
            return .detail(403, "Forbidden - Requires the role that may reveal secrets.")
        }
        guard isVisible, let target = request.target else { return .detail(404, "Secret not found.") }
        let detail =
            route == .reveal
            ? secrets.revealed(
                target, at: request.arrivedAt, lag: configuration.revealLag, isStale: fault?.action == .stale)
            : secrets.detail(target)
        guard let detail else { return .detail(404, "Secret not found.") }
        return shaped(fault, .secret(detail, isMasked: route != .reveal))
    }

    /// A PUT or a POST. It counts for the check of differing values whatever it is answered.
    private func write(
        _ request: SandboxRequest, _ route: SandboxRoute, isVisible: Bool, _ fault: Fault?,
        _ entry: inout SandboxEntry
    ) -> SandboxReply {
        let body: SecretBody
        switch SecretBody.read(request.body, hasName: route == .create) {
        case .refused(let reply): return reply
        case .taken(let taken): body = taken
        }
        guard let target = request.target else { return .detail(404, "Secret not found.") }
        let values = Dictionary(body.values, uniquingKeysWith: { _, last in last })
        entry.keys = body.values.map(\.key)
        let fingerprint = ValueFingerprint.of(values)
        entry.fingerprint = fingerprint
        count(target, route, fingerprint)
        let inForce = self.values(target)
        defer {
            if configuration.keepsPuts {
                puts.append(
                    SandboxPut(
                        target: target, route: route, values: values, inForce: inForce, isApplied: entry.isApplied))
            }
            valuesBefore = Array(values.values)
        }
        if let fault, let reply = withoutApplying(fault, request) { return reply }
        if let refusal = refusal(target, route, isVisible: isVisible) { return refusal }
        if route == .create {
            secrets.create(target, values)
            created += 1
        } else {
            secrets.replace(target, values, at: request.arrivedAt, lag: configuration.revealLag)
        }
        applied += 1
        entry.isApplied = true
        guard var detail = secrets.detail(target) else { return .detail(404, "Secret not found.") }
        detail.values = body.values
        return shaped(fault, .secret(detail, status: route == .create ? configuration.createStatus : 200))
    }

    private func refusal(_ target: SandboxTarget, _ route: SandboxRoute, isVisible: Bool) -> SandboxReply? {
        let exists = secrets.values(target) != nil
        if route == .create {
            guard isVisible, secrets.hasApp(target.app) else { return .detail(404, "App not found.") }
            return exists ? .detail(409, "The secret exists.") : nil
        }
        return isVisible && exists ? nil : .detail(404, "Secret not found.")
    }

    private func count(_ target: SandboxTarget, _ route: SandboxRoute, _ fingerprint: UInt128) {
        var tally = tallies[target, default: Tally()]
        if route == .create { tally.posts += 1 } else { tally.puts += 1 }
        tally.fingerprints.insert(fingerprint)
        tallies[target] = tally
    }
}
