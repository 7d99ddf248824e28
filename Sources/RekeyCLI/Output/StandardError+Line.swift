import Foundation
import Logging
import Model
import Report
import Secrets

extension StandardError {
    /// Read before the arguments are parsed, so that a usage error already has the chosen format.
    static let format = LogFormat.chosen(in: CommandLine.arguments)

    /// A line in the chosen format of the log.
    /// - Parameters:
    ///   - message: the message of a JSON object, without a prefix.
    ///   - text: the line for people; by default the message itself.
    static func line(
        _ level: Logger.Level, _ message: String, fields: [(String, OutputValue)] = [], text: String? = nil
    ) {
        switch format {
        case .text: write(VisibleText.line(text ?? message) + "\n")
        case .json:
            let head: [(String, OutputValue)] = [
                ("time", .text(Timestamp.text(Date()))), ("level", .text("\(level)")),
                ("message", .text(VisibleText.line(message))),
            ]
            write(OutputValue.object(head + fields).json(indent: nil) + "\n")
        }
    }
}
