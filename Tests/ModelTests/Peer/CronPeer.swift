import Foundation

@testable import Model

/// The Python process that answers for the peer.
enum CronPeer {
    struct Question: CustomStringConvertible {
        let expression: String
        let schedule: CronSchedule
        let zone: NamedZone
        let numbers: [Int]

        init(_ expression: String, _ zone: String, _ numbers: [Int]) throws {
            self.expression = expression
            schedule = try CronSchedule(text: expression)
            self.zone = try NamedZone(zone)
            self.numbers = numbers
        }

        var description: String { ([expression, zone.name] + numbers.map(String.init)).joined(separator: "\t") }
    }

    struct Failure: Error {
        let status: Int32
        let lines: Int
    }

    static let interpreter = ProcessInfo.processInfo.environment["REKEY_CRONITER"]

    /// One line of numbers for each question, by one process.
    static func answers(to questions: [Question], kind: String) throws -> [[Int]] {
        let folder = FileManager.default.temporaryDirectory
        let input = folder.appendingPathComponent("cron-peer-\(UUID().uuidString)")
        try questions.map { "\(kind)\t\($0)\n" }.joined().write(to: input, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: input) }

        let process = Process()
        process.executableURL = interpreter.map { URL(fileURLWithPath: $0) }
        process.arguments = [URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/cron_peer.py"]
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()

        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard process.terminationStatus == 0, lines.count == questions.count else {
            throw Failure(status: process.terminationStatus, lines: lines.count)
        }
        return lines.map { $0.split(separator: " ").compactMap { Int($0) } }
    }
}
