import Foundation
import Testing

@testable import SchedulerUnits

/// A crontab in a folder of its own, and what cron makes of it.
struct CronScene {
    let folder: TemporaryFolder
    private let lines: [String]

    init(name: String, readsEnvironment: Bool) throws {
        folder = try TemporaryFolder(name: name)
        var order = Self.order(in: folder.path)
        if readsEnvironment {
            let file = try folder.write(
                "NX1_PROFILES_PATH='\(folder.path.replacing("'", with: "'\\''"))/pro%files'\n", to: "en%v")
            order.access = .environment(path: file)
        }
        let text = try CrontabUnit(order).units().map(\.text).joined()
        lines = text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    /// Paths that need every kind of quotes.
    static func order(in folder: String) -> UnitRequest {
        var order = UnitRequest()
        order.program = folder + "/stand in"
        order.database = folder + "/re%.db"
        order.keyFile = folder + "/re.key"
        order.access = .profiles(path: folder + "/pro%files", name: "it's 5%")
        return order
    }

    /// Puts a script in rekey's place.
    func stand(in script: String) throws {
        try folder.write("#!/bin/sh\n\(script)\n", to: "stand in", mode: 0o755)
    }

    /// Does what crontab(5) says: variables as they are, the command up to the first `%` without a backslash.
    /// - Parameter whileHeld: whether another call has the lock.
    func call(whileHeld: Bool = false) throws -> (output: String, status: Int32) {
        var environment: [String: String] = [:]
        for line in lines.dropLast() {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            environment[parts[0]] = parts[1]
        }
        let fields = try #require(lines.last).split(separator: " ", maxSplits: 5).map(String.init)
        #expect(fields[..<5].joined(separator: " ") == "*/5 * * * *")
        let command = Self.unescaped(fields[5])
        let shell = try #require(OutsideProgram(environment["SHELL"] ?? ""))
        guard whileHeld else { return try shell.run(["-c", command], environment: environment) }
        let flock = try #require(OutsideProgram("flock"))
        let lock = folder.path + "/re%.db.cron"
        return try flock.run([lock, shell.path, "-c", command], environment: environment)
    }

    private static func unescaped(_ command: String) -> String {
        var result = ""
        for character in command {
            if character == "%" {
                guard result.last == "\\" else { return result }
                result.removeLast()
            }
            result.append(character)
        }
        return result
    }
}
