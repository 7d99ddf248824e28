import ArgumentParser
import Journal
import Model
import Rekey

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Retry the failed and unknown items of a run, with the same values.",
        discussion: "Example: rekey retry 12 --status 404,5xx")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var options: RunOptions
    @OptionGroup var confirming: ConfirmOption

    @OptionGroup var named: RunArgument

    @Option(help: "Only items that ended with these status codes, for example 404,5xx.", transform: StatusList.init)
    var status: StatusList?

    @Option(help: "Only items that ended with these error kinds, for example timeout,reset.", transform: ErrorList.init)
    var error: ErrorList?

    @Flag(help: "Generate new values for items whose value the API refused (400, 413, 422).")
    var regenerate = false

    func run() async throws {
        let selection = RetrySelection(
            statusCodes: status?.ranges ?? [], errorKinds: error?.kinds ?? [], regenerates: regenerate)
        let run = try named.reference()
        try await RunStage(global: global, options: options).perform(
            request: confirming.applied(to: try options.request(connection))
        ) {
            [try await $0.retry(run, selection)]
        }
    }
}

/// `404,5xx` as ranges of status codes.
struct StatusList {
    let ranges: [ClosedRange<Int>]

    init(_ text: String) throws {
        ranges = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            if part.count == 3, part.hasSuffix("xx"), let hundred = part.first?.wholeNumberValue,
                (1...5).contains(hundred)
            {
                return (hundred * 100)...(hundred * 100 + 99)
            }
            guard let code = Int(part), (100...599).contains(code) else {
                throw ValidationError("write status codes like 404,5xx")
            }
            return code...code
        }
    }
}

/// `timeout,reset` as error kinds.
struct ErrorList {
    let kinds: [ErrorKind]

    init(_ text: String) throws {
        kinds = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let kind = ErrorKind(rawValue: String(part)) else {
                let known = ErrorKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\(quoted(String(part))) is not an error kind; use \(known), separated by commas")
            }
            return kind
        }
    }
}
