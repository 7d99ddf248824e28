import Model

/// The fields of a plan.
enum PlanFields {
    private static let known = [
        "version", "plan", "description", "api", "limits", "retry", "stop", "guard", "retain", "confirm", "waves",
        "notify",
        "schedule", "secrets",
    ]

    /// - Parameter name: the name of the row that the definition comes from; `nil` for a file.
    static func read(_ root: Field, name: String?) throws -> Plan {
        let fields = try root.mapping(known: known)
        try checkVersion(fields["version"], root, isFile: name == nil)
        let retain = try fields["retain"]?.integer(0...1_000) ?? 0
        let secrets = try required(fields["secrets"], "secrets", in: root)
        let entries = try EntryFields.read(secrets)
        if retain == 0, let entry = entries.firstIndex(where: \.needsVersion) {
            throw (fields["retain"] ?? secrets).wrong(
                "secrets[\(entry)] has keep or previous, which need stored values, but retain: 0 stores none",
                fix: "write retain: 1 or more")
        }
        let api = try fields["api"]?.mapping(known: ["profile", "hosts"]) ?? [:]
        return Plan(
            name: try planName(fields["plan"], root, row: name),
            description: try fields["description"]?.text(),
            profile: try api["profile"]?.nonEmptyText(),
            hosts: try api["hosts"].map(hosts) ?? [],
            limits: try limits(fields["limits"]),
            retry: try retry(fields["retry"]),
            stop: try stop(fields["stop"]),
            guardMode: try fields["guard"].map(guardMode) ?? .keys,
            retain: retain, confirm: try fields["confirm"]?.choice(ConfirmMode.self) ?? .off,
            waves: try fields["waves"].map(waves),
            notify: try fields["notify"].map(NotifyFields.read),
            schedule: try fields["schedule"].map(ScheduleFields.read),
            entries: entries)
    }

    static func required(_ field: Field?, _ name: String, in parent: Field) throws -> Field {
        guard let field else { throw parent.wrong("\(name) is missing", fix: "write \(name): …") }
        return field
    }

    private static func checkVersion(_ field: Field?, _ root: Field, isFile: Bool) throws {
        if field == nil, !isFile { return }
        let field = try required(field, "version", in: root)
        guard try field.text() == "1" else {
            throw field.wrong("this version of job files is not supported", fix: "write version: 1")
        }
    }

    private static func planName(_ field: Field?, _ root: Field, row: String?) throws -> PlanName {
        guard let field else {
            guard let row else { throw root.wrong("plan is missing", fix: "write plan: with a name") }
            return try root.placed { try PlanName(row) }
        }
        let text = try field.text()
        if let row, text != row {
            throw field.wrong(
                "the definition names another plan, \(quoted(text))", fix: "write the row's name, or leave plan out")
        }
        return try field.placed { try PlanName(text) }
    }

    private static func hosts(_ field: Field) throws -> [HostEntry] {
        var seen: Set<String> = []
        return try field.list().map { item in
            let text = try item.nonEmptyText()
            let entry = try item.placed { try HostEntry(text) }
            guard seen.insert(entry.identity).inserted else {
                throw item.wrong("\(quoted(text)) is listed twice", fix: "keep one of them")
            }
            return entry
        }
    }

    private static func guardMode(_ field: Field) throws -> GuardMode {
        let text = try field.text()
        guard let mode = GuardMode(rawValue: text) else {
            throw field.wrong("\(quoted(text)) is not a guard", fix: "write keys or off")
        }
        return mode
    }

    private static func waves(_ field: Field) throws -> WavePolicy {
        let fields = try field.mapping(known: ["size", "pause", "gate"])
        let size = try required(fields["size"], "size", in: field)
        let text = try size.text()
        return WavePolicy(
            size: try size.placed { try WavePolicy.Size(text: text) }, pause: try fields["pause"]?.duration() ?? .zero,
            gate: try fields["gate"].map { try CallFields.read($0, isAboutTarget: false, timeLimit: .seconds(300)) })
    }

    private static func limits(_ field: Field?) throws -> Limits {
        var limits = Limits()
        guard let field else { return limits }
        let fields = try field.mapping(
            known: ["rate", "burst", "concurrency", "per_app", "timeout", "connect_timeout"])
        if let rate = fields["rate"] {
            let text = try rate.text()
            limits.rate = text == "none" ? nil : try rate.placed { try Rate(text: text) }
        }
        limits.burst = try fields["burst"]?.integer(1...100_000)
        if let concurrency = fields["concurrency"] { limits.concurrency = try concurrency.integer(1...1_024) }
        limits.perApp = try fields["per_app"]?.integer(1...1_024)
        limits.timeout = try fields["timeout"]?.duration()
        if let timeout = fields["connect_timeout"] { limits.connectTimeout = try timeout.duration() }
        return limits
    }

    private static func retry(_ field: Field?) throws -> RetryPolicy {
        var retry = RetryPolicy()
        guard let field else { return retry }
        let fields = try field.mapping(known: ["attempts", "base", "cap", "settle"])
        if let attempts = fields["attempts"] { retry.attempts = try attempts.integer(1...100) }
        if let base = fields["base"] { retry.base = try base.duration() }
        if let cap = fields["cap"] { retry.cap = try cap.duration() }
        retry.settle = try fields["settle"]?.duration(allowsZero: true)
        guard retry.cap >= retry.base else {
            throw (fields["cap"] ?? field).wrong(
                "cap (\(retry.cap.text)) is below base (\(retry.base.text))", fix: "write a longer cap")
        }
        return retry
    }

    private static func stop(_ field: Field?) throws -> StopPolicy {
        var stop = StopPolicy()
        guard let field else { return stop }
        let fields = try field.mapping(known: ["canary", "failures", "breaker"])
        if let canary = fields["canary"] { stop.canary = try canary.integer(0...1_000_000) }
        if let failures = fields["failures"] {
            let text = try failures.text()
            stop.failures = try failures.placed { try FailureLimit(text: text) }
        }
        if let breaker = fields["breaker"] { stop.breaker = try breaker.integer(0...1_000_000) }
        return stop
    }
}
