import Foundation
import Subprocess
import SystemPackage

/// The built `rekey`, run as a user runs it.
package struct Program: Sendable {
    /// A folder of its own for each test: database, key, job files.
    package let folder: String
    package var environment: [String: String]
    /// How long one call may take: far longer than any does, so that a call that stands still is seen, and where.
    package var timeLimit: Duration = .seconds(240)

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
        try await ending(.path(FilePath(Self.path)), Arguments(arguments), more)
    }

    private func ending(
        _ executable: Executable, _ arguments: Arguments, _ more: [String: String]
    ) async throws -> Ending {
        let (output, errors) = (Heard(), Heard())
        let result = try await Subprocess.run(
            executable, arguments: arguments, environment: variables(more), workingDirectory: FilePath(folder),
            input: .none, output: .sequence, error: .sequence
        ) { execution in
            let process = execution.processIdentifier.value
            try await ChildLimit(process: process, limit: timeLimit).during {
                async let first: Void = output.hear(execution.standardOutput)
                async let second: Void = errors.hear(execution.standardError)
                _ = try await (first, second)
            } passed: { state in
                await errors.add("\(state)\nlast output: \(await output.tail)\nlast errors: \(await errors.tail)\n")
            }
        }
        return Ending(
            code: Self.code(result.terminationStatus), output: await output.text, errors: await errors.text)
    }

    /// Runs a line of bash in which `$REKEY_PROGRAM` is the program: limits, pipes, closed descriptors.
    package func shell(_ line: String, environment more: [String: String] = [:]) async throws -> Ending {
        try await ending(.name("bash"), ["-c", line], more.merging(["REKEY_PROGRAM": Self.path]) { $1 })
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
            let process = execution.processIdentifier.value
            try await ChildLimit(process: process, limit: timeLimit).untilEnd {
                try await body(process)
            } passed: { state in
                FileHandle.standardError.write(Data("\(state)\n".utf8))
            }
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

    /// What a query of the documented views answers, read without rekey: many times faster than by a command of its own.
    /// - Returns: nothing where a crash came before the database or its views.
    package func rows(_ query: String) async throws -> [[String]] {
        let database = environment["REKEY_DATABASE"] ?? folder + "/rekey.db"
        guard FileManager.default.fileExists(atPath: database) else { return [] }
        let result = try await Subprocess.run(
            .name("sqlite3"), arguments: ["-bail", "-readonly", "-separator", "\t", database, query],
            environment: .inherit, workingDirectory: FilePath(folder), input: .none,
            output: .string(limit: 16 << 20), error: .string(limit: 65_536))
        if result.standardError.contains("no such table") { return [] }
        guard result.terminationStatus.isSuccess else {
            throw CocoaError(.fileReadUnknown, userInfo: ["sqlite3": result.standardError])
        }
        return result.standardOutput.split(separator: "\n")
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }
}
