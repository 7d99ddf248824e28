import Foundation
import Journal
import Model
import Sandbox
import TestSupport

@testable import Rekey

/// A store, a plan and a stand-in of the API in one process.
struct EngineFixture: Sendable {
    let folder: String
    let server: SandboxServer
    let store: Store
    /// The ids of the plan's apps.
    let apps: [String]
    /// The file of the CA that a client must know over TLS.
    let authority: String

    /// - Parameters:
    ///   - settings: the plan's lines between its name and `secrets`.
    ///   - isStrict: whether no secret exists that is not seeded or created.
    static func open<R: Sendable>(
        apps: Int = 20, settings: String = "", drop: String = "", keys: [String]? = nil, faults: [String] = [],
        certificate: Certificates.Kind? = nil, isStrict: Bool = false,
        change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (EngineFixture) async throws -> R
    ) async throws -> R {
        var configuration = SandboxConfiguration()
        let ids = (0..<apps).map { _ in UUID().uuidString.lowercased() }
        configuration.createsAll = !isStrict
        if isStrict { configuration.apps = ids.enumerated().map { .init(id: $1, name: "app-\($0)") } }
        configuration.faults = try faults.map { try Fault(text: $0) }
        change(&configuration)
        let certificates = try Certificates.shared()
        if let certificate {
            configuration.identity = .init(
                certificate: certificates.certificate(certificate), privateKey: certificates.key(certificate))
        }
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let keys = keys ?? ["username: { literal: svc }", "password: { generate: password }"]
        let text = """
            version: 1
            plan: p
            \(settings)
            secrets:
              - secret: db
                targets: { apps: [\(ids.joined(separator: ", "))] }
            \(drop)
                keys:
                  \(keys.joined(separator: "\n      "))
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/p.yaml"))
        return try await SandboxServer.serve(configuration) { server in
            let place = StorePlace(database: folder + "/r.db", environment: [:])
            let store = try await Store.open(place, creates: true).store
            _ = try await PlanWriter(store: store).apply([folder + "/p.yaml"])
            return try await body(
                EngineFixture(
                    folder: folder, server: server, store: store, apps: ids, authority: certificates.authority))
        }
    }

    func target(_ app: Int) -> SandboxTarget { SandboxTarget(app: apps[app], secret: "db") }

    func launcher(watch: RunWatch = RunWatch(), _ change: (inout RunRequest) -> Void = { _ in }) -> RunLauncher {
        RunLauncher(store: store, request: request(change), watch: watch)
    }

    func check(warned: @escaping @Sendable (String) -> Void = { _ in }) -> PlanCheck {
        PlanCheck(store: store, request: request { _ in }, watch: RunWatch(warned: warned))
    }

    private func request(_ change: (inout RunRequest) -> Void) -> RunRequest {
        var request = RunRequest()
        request.environment = [
            "NX1_HOST": server.url, "NX1_API_KEY": "sandbox-psk", "HOME": folder, "SSL_CERT_FILE": authority,
        ]
        change(&request)
        return request
    }

    func run(_ change: (inout RunRequest) -> Void = { _ in }) async throws -> RunResult {
        try await launcher(change).run(["p"], trigger: "test")[0]
    }

    func rows(_ view: JournalReader.View) throws -> [[String: JournalReader.Cell]] {
        var rows: [[String: JournalReader.Cell]] = []
        try JournalReader(path: store.journal.path).forEach(view) { row in
            rows.append(Dictionary(uniqueKeysWithValues: row.map { ($0.column, $0.cell) }))
        }
        return rows
    }

    /// The error kinds of a run's items, each once.
    func kinds() throws -> Set<String> {
        Set(
            try rows(.runOutcomes).compactMap { row in
                if case .text(let kind)? = row["error_kind"] { kind } else { nil }
            })
    }

    func puts() async -> [SandboxEntry] { await server.state.entries.filter { $0.method == "PUT" } }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// A program that plans can call.
    func writeScript(_ name: String, _ text: String) throws {
        let path = try write(name, "#!/bin/sh\n" + text)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
    }

    /// What the API has for an app's secret `db`.
    func values(_ app: Int = 0) async -> [String: String] {
        await server.state.values(SandboxTarget(app: apps[app], secret: "db")) ?? [:]
    }

    /// Replaces the plan's job file. - Parameter text: from `version:` on, with `APPS` for the list of apps.
    @discardableResult
    func apply(_ text: String) async throws -> PlanChange {
        let path = try write("p.yaml", text.replacing("APPS", with: apps.joined(separator: ", ")))
        return try await PlanWriter(store: store).apply([path])[0]
    }

    /// The errors of the latest run's items.
    func errors(run: Int64) throws -> [String] {
        try rows(.runOutcomes).filter { $0["run"] == .integer(run) }.compactMap { row in
            if case .text(let text)? = row["error"] { text } else { nil }
        }
    }
}
