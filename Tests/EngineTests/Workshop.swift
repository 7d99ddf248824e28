import Foundation
import Journal
import Model
import Sandbox
import TestSupport

@testable import Rekey

/// A store, a plan and a stand-in of the API in one process.
struct Workshop: Sendable {
    let folder: String
    let server: SandboxServer
    let store: Store
    /// The file of the CA that a client must know over TLS.
    let authority: String

    /// - Parameter settings: the plan's lines between its name and `secrets`.
    static func open<R: Sendable>(
        apps: Int = 20, settings: String = "", drop: String = "", keys: [String]? = nil, faults: [String] = [],
        certificate: Certificates.Kind? = nil,
        change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (Workshop) async throws -> R
    ) async throws -> R {
        var configuration = SandboxConfiguration()
        configuration.createsAll = true
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
        let list = (0..<apps).map { _ in UUID().uuidString.lowercased() }.joined(separator: ", ")
        let keys = keys ?? ["username: { literal: svc }", "password: { generate: password }"]
        let text = """
            version: 1
            plan: p
            \(settings)
            secrets:
              - secret: db
                targets: { apps: [\(list)] }
            \(drop)
                keys:
                  \(keys.joined(separator: "\n      "))
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/p.yaml"))
        return try await SandboxServer.serve(configuration) { server in
            let place = StorePlace(database: folder + "/r.db", environment: [:])
            let store = try await Store.open(place, creates: true).store
            _ = try await Planning(journal: store.journal).apply([folder + "/p.yaml"])
            return try await body(
                Workshop(folder: folder, server: server, store: store, authority: certificates.authority))
        }
    }

    func rotation(_ change: (inout RunRequest) -> Void = { _ in }) -> Rotation {
        var request = RunRequest()
        request.environment = [
            "NX1_HOST": server.url, "NX1_API_KEY": "sandbox-psk", "HOME": folder, "SSL_CERT_FILE": authority,
        ]
        change(&request)
        return Rotation(store: store, request: request, watch: RunWatch())
    }

    func run(_ change: (inout RunRequest) -> Void = { _ in }) async throws -> RunResult {
        try await rotation(change).run(["p"], trigger: "test")[0]
    }

    func rows(_ view: Record.View) throws -> [[String: Record.Cell]] {
        var rows: [[String: Record.Cell]] = []
        try Record(path: store.journal.path).forEach(view) { row in
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
}
