import Foundation
import Logging
import Secrecy

/// Writes the log to standard error: a line for people, or an object for machines.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    private let format: LogFormat

    init(level: Logger.Level, format: LogFormat) {
        logLevel = level
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let line: String
        switch format {
        case .text:
            let tail = fields.map { " \($0.key)=\($0.value)" }.joined()
            line = VisibleText.line("rekey: \(event.level): \(event.message)\(tail)")
        case .json:
            let time = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
            let all: [(String, OutputValue)] =
                [("time", .text(time)), ("level", .text("\(event.level)")), ("message", .text("\(event.message)"))]
                + fields.map { ($0.key, .text("\($0.value)")) }
            line = OutputValue.object(all).json(indent: nil)
        }
        StandardError.write(line + "\n")
    }
}
