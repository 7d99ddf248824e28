import Foundation

/// The rekey that was built beside this program.
struct BuiltProgram {
    let executable: String
    let environment: [String: String]

    /// - Throws: `BenchError` where it is not there.
    init(folder: String, host: String, key: String) throws {
        let own = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        executable = own.deletingLastPathComponent().path + "/rekey"
        guard FileManager.default.isExecutableFile(atPath: executable) else {
            throw BenchError("rekey is not built; swift build -c release --product rekey")
        }
        environment = [
            "NX1_HOST": host, "NX1_API_KEY": key, "REKEY_DATABASE": folder + "/rekey.db", "HOME": folder,
        ]
    }

    func contender(_ name: String, _ arguments: String...) -> Contender { contender(name, arguments) }

    func contender(_ name: String, _ arguments: [String]) -> Contender {
        Contender(name: name, executable: executable, arguments: arguments, environment: environment)
    }

    /// What it writes.
    ///
    /// - Throws: `BenchError` when it does not end with 0.
    func output(_ arguments: String...) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError("rekey \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return output
    }
}
