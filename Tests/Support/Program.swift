import Foundation
import Subprocess
import SystemPackage

/// The built `rekey`, run as a user runs it.
package struct Program: Sendable {
    /// A folder of its own for each test: database, key, job files.
    package let folder: String
    package var environment: [String: String]

    package struct Ending: Sendable {
        package let code: Int32
        package let output: String
        package let errors: String

        /// The one line that an error is.
        package var errorLine: String { errors.trimmingCharacters(in: .newlines) }
    }

    /// - Parameter host: the API's address.
    package init(host: String? = nil) throws {
        folder = FileManager.default.temporaryDirectory.path + "/rekey-test-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        environment = ["HOME": folder, "REKEY_DATABASE": folder + "/rekey.db", "PATH": "/usr/bin:/bin", "TZ": "UTC"]
        environment["NX1_HOST"] = host
        environment["NX1_API_KEY"] = host == nil ? nil : "sandbox-psk"
    }

    package func remove() {
        try? FileManager.default.removeItem(atPath: folder)  // the temporary folder is emptied by the system too
    }

    /// A product of the build, beside the test bundle.
    package static func built(_ name: String) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().path + "/" + name
    }

    private static var path: String { built("rekey") }

    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    package func run(_ arguments: String..., environment more: [String: String] = [:]) async throws -> Ending {
        try await run(arguments, environment: more)
    }

    package func run(_ arguments: [String], environment more: [String: String] = [:]) async throws -> Ending {
        let result = try await Subprocess.run(
            .path(FilePath(Self.path)), arguments: Arguments(arguments), environment: variables(more),
            workingDirectory: FilePath(folder), input: .none, output: .bytes(limit: 64 * 1_048_576),
            error: .bytes(limit: 1_048_576))
        return Ending(
            code: Self.code(result.terminationStatus), output: String(decoding: result.standardOutput, as: UTF8.self),
            errors: String(decoding: result.standardError, as: UTF8.self))
    }

    /// Runs a line of bash in which `$REKEY_PROGRAM` is the program: limits, pipes, closed descriptors.
    package func shell(_ line: String, environment more: [String: String] = [:]) async throws -> Ending {
        let result = try await Subprocess.run(
            .name("bash"), arguments: ["-c", line],
            environment: variables(more.merging(["REKEY_PROGRAM": Self.path]) { $1 }),
            workingDirectory: FilePath(folder), input: .none, output: .bytes(limit: 1_048_576),
            error: .bytes(limit: 1_048_576))
        return Ending(
            code: Self.code(result.terminationStatus), output: String(decoding: result.standardOutput, as: UTF8.self),
            errors: String(decoding: result.standardError, as: UTF8.self))
    }

    /// Runs the program and lets `body` send it signals.
    /// - Returns: its exit code, or 128 and the number of the signal that ended it.
    package func start(
        _ arguments: [String], environment more: [String: String] = [:],
        _ body: @escaping @Sendable (Int32) async throws -> Void
    ) async throws -> Int32 {
        let result = try await Subprocess.run(
            .path(FilePath(Self.path)), arguments: Arguments(arguments), environment: variables(more),
            workingDirectory: FilePath(folder), input: .none, output: .discarded, error: .discarded
        ) { execution in
            try await body(execution.processIdentifier.value)
        }
        return Self.code(result.terminationStatus)
    }

    private func variables(_ more: [String: String]) -> Environment {
        let all = environment.merging(more) { $1 }
        return .custom(Dictionary(uniqueKeysWithValues: all.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
    }

    private static func code(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let number): 128 + number
        }
    }

    /// A plan over so many apps with one secret of three keys.
    @discardableResult
    package func writePlan(
        _ name: String = "plan", apps: Int, settings: String = "limits: { rate: none }", drop: String = ""
    ) throws -> [String] {
        let ids = (0..<apps).map { _ in UUID().uuidString.lowercased() }
        try write(
            "\(name).yaml",
            """
            version: 1
            plan: \(name)
            \(settings)
            secrets:
              - secret: db
                targets: { csv: \(name).csv }
                keys:
                  username: { literal: svc }
                  password: { generate: password, length: 40 }
                  url: { template: "db://svc:${password|urlencode}@h" }
            \(drop)
            """)
        try write("\(name).csv", "app_id\n" + ids.joined(separator: "\n") + "\n")
        return ids
    }
}

extension Program {
    /// Another program at the same database.
    package func sqlite(_ commands: String) async throws {
        let result = try await Subprocess.run(
            .name("sqlite3"), arguments: ["-bail", folder + "/rekey.db", commands], environment: .inherit,
            workingDirectory: FilePath(folder), input: .none, output: .discarded, error: .bytes(limit: 65_536))
        guard result.terminationStatus.isSuccess else {
            throw CocoaError(
                .fileWriteUnknown, userInfo: ["sqlite3": String(decoding: result.standardError, as: UTF8.self)])
        }
    }
}
