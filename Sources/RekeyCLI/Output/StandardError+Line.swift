import Foundation
import Logging
import Model
import Report
import Secrets

extension StandardError {
    /// Read before the arguments are parsed, so that a usage error has the form that was asked for too.
    static let format = LogFormat.chosen(in: CommandLine.arguments)

    /// A line in the chosen form of the log.
    /// - Parameters:
    ///   - message: what an object says; without a prefix.
    ///   - text: what people read in its place; the message as it is without it.
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
