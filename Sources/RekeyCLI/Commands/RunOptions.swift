import ArgumentParser
import Foundation
import Model
import Rekey

/// Options of a run that override its plan.
struct RunOptions: ParsableArguments {
    @Option(
        help: "Process at most this many items, then stop; `resume` continues with the rest.",
        transform: { try RunOptions.count($0, from: 1, to: .max) })
    var limit: Int?

    @Option(
        help: "Request rate; overrides the plan (20/s, 600/m, 5000/h or none).",
        transform: { text -> RateChoice in
            text == "none" ? .none : .some(try RunOptions.parsing { try Rate(text: text) })
        })
    var rate: RateChoice?

    @Option(
        help: "The maximum number of concurrent requests, 1 to 1024.",
        transform: { try RunOptions.count($0, from: 1, to: 1_024) })
    var concurrency: Int?

    @Option(
        help: "Stop sending after this time, for example 30m.",
        transform: { text in try RunOptions.parsing { try Duration(text: text) } })
    var maxDuration: Duration?

    @Option(
        help: "Wait up to this long for another rekey process on this database, for example 5m.",
        transform: { text in try RunOptions.parsing { try Duration(text: text) } })
    var waitLock: Duration?

    @Flag(help: "Confirm that this database, a copy or a restored backup, replaces the original from now on.")
    var restored = false

    @OptionGroup var metrics: MetricsOption

    enum RateChoice {
        case none
        case some(Rate)
    }

    func request(_ connection: ConnectionOptions) throws -> RunRequest {
        var request = try Self.plainRequest(connection)
        request.limit = limit
        request.rate = rate.map { choice in if case .some(let rate) = choice { rate } else { nil } }
        request.concurrency = concurrency
        request.maxDuration = maxDuration
        request.waitLock = waitLock
        request.isRestored = restored
        return request
    }

    /// No option was given that overrides the plan.
    static func plainRequest(_ connection: ConnectionOptions) throws -> RunRequest {
        var request = RunRequest()
        request.connection = try connection.options()
        request.environment = ProcessInfo.processInfo.environment
        return request
    }

    private static func count(_ text: String, from lowest: Int, to highest: Int) throws -> Int {
        guard let count = Int(text), (lowest...highest).contains(count) else {
            throw ValidationError(
                "write a whole number, \(lowest) or more\(highest == .max ? "" : ", at most \(highest)")")
        }
        return count
    }

    /// Rethrows an `InvalidInput` as the parser's error, to which the parser adds the option's name.
    static func parsing<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let invalid as InvalidInput {
            throw ValidationError(invalid.description)
        }
    }
}
