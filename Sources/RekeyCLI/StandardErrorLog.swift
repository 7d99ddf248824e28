import Logging
import Model

/// Writes the log to standard error: a line for people, or a JSON object for programs.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    init(level: Logger.Level) {
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let tail = fields.map { " \($0.key)=\($0.value)" }.joined()
        StandardError.line(
            event.level, "\(event.message)", fields: fields.map { ($0.key, .text("\($0.value)")) },
            text: "rekey: \(event.level): \(event.message)\(tail)")
    }
}
