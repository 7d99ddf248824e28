import Foundation
import JobFile
import Model
import Sandbox
import Secrets
import TestSupport
import Testing

@testable import Rekey

enum ValueWriters {
    /// One that has the packages.
    static let interpreter = ProcessInfo.processInfo.environment["REKEY_CRONITER"]
}

/// What a reader accepts is sent exactly as the tool that wrote the file would hand it on, or refused.
///
/// The files are written by Python's `json` and `csv`, by `python-dotenv`, and by shells' quoting. `REKEY_CRONITER` names an
/// interpreter that has the packages; `REKEY_WRITERS_SEED` repeats a run.
@Suite(.fewAtATime, .enabled(if: ValueWriters.interpreter != nil)) struct HandedOnTests {
    private static let count = ProcessInfo.processInfo.environment["REKEY_WRITERS_COUNT"].flatMap { Int($0) } ?? 250
    private let seed =
        ProcessInfo.processInfo.environment["REKEY_WRITERS_SEED"] ?? String(UInt32.random(in: 0 ... .max))

    private struct Written: Decodable {
        let form: String
        let app: String
        /// `nil` where the tool's own reader gives no values.
        let values: [String: String]?
    }

    /// The entry of each form under `secrets`: its name, and where its keys come from.
    private static let entries = [
        ("dotenv", "keys_from: { dotenv: \"dotenv/${app_id}\" }"),
        ("shell", "keys_from: { dotenv: \"shell/${app_id}\" }"),
        ("json", "keys_from: { json: \"json/${app_id}\" }"),
        ("nested", "keys_from: { json: \"nested/${app_id}\", select: /SecretString }"),
        ("kubernetes", "keys_from: { json: \"kubernetes/${app_id}\" }"),
        ("pairs", "keys_from: { json: \"pairs/${app_id}\" }"), ("file", "keys: { K: { file: \"file/${app_id}\" } }"),
    ]

    private func written(to folder: String) throws -> [Written] {
        let process = Process()
        process.executableURL = ValueWriters.interpreter.map { URL(fileURLWithPath: $0) }
        process.arguments = [
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/value_writers.py", folder, seed,
            String(Self.count),
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Written.self, from: $0) }
    }

    @Test("files of values and plain files")
    func files() async throws {
        try await EngineFixture.open(apps: 1) { shop async throws in
            let written = try written(to: shop.folder)
            let apps = Set(written.map(\.app)).sorted().joined(separator: ", ")
            let entries = Self.entries.map { "  - secret: \($0)\n    targets: { apps: [\(apps)] }\n    \($1)\n" }
            try await shop.apply(
                """
                version: 1
                plan: p
                guard: off
                limits: { rate: none }
                stop: { canary: 0, failures: 100%, breaker: 0 }
                secrets:
                \(entries.joined())
                """)
            _ = try await shop.run()
            var accepted: [String: Int] = [:]
            for file in written where Self.entries.contains(where: { $0.0 == file.form }) {
                let sent = await shop.server.state.values(SandboxTarget(app: file.app, secret: file.form))
                guard let sent else { continue }
                accepted[file.form, default: 0] += 1
                #expect(sent == file.values, "\(file.form)/\(file.app), seed \(seed)")
            }
            // Most values are nasty, so that many a file is refused for one of them.
            for (form, _) in Self.entries {
                #expect(accepted[form, default: 0] > Self.count / 5, "\(form): \(accepted), seed \(seed)")
            }
        }
    }

    @Test("lists with a column or a row for each key")
    func lists() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-lists-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var accepted = 0
        let written = try written(to: folder).filter { ["wide", "long"].contains($0.form) }
        for file in written {
            let table = TargetTable(
                path: "\(folder)/\(file.form)/\(file.app)", secret: try SecretName("s"),
                columns: file.form == "wide" ? .keys(needed: []) : .rows(key: "name", value: "value"))
            var read: [String: String] = [:]
            do {
                try table.forEach { row in
                    for (column, value) in try CSVColumnValues.checked(row) {
                        read[column] = String(decoding: value.withBytes(Array.init), as: UTF8.self)
                    }
                }
            } catch { continue }
            accepted += 1
            #expect(read == file.values, "\(file.form)/\(file.app), seed \(seed)")
        }
        #expect(accepted > written.count / 3, "\(accepted) of \(written.count), seed \(seed)")
    }
}
