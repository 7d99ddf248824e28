import ArgumentParser
import Foundation
import Model
import Rekey

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check everything that a first run needs, and say how to fix what is wrong.",
        discussion: """
            Asks the API for its list of apps and for what else it offers, and reads no secret. Exits with the code that a run would have for the \
            first failed check; warnings do not change the code.

            Example: rekey doctor
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var printer = RowPrinter(global.output, columns: ["check", "result", "detail"], sentences: ["detail"])
        printer.begin()
        var failure: (any Error)?
        try printer.row([.text("rekey"), .text("ok"), .text(RekeyCommand.version)])
        try await Doctor(place: global.place, request: try RunOptions.plainRequest(connection)).examine { finding in
            try printer.row([.text(finding.check), .text(finding.verdict.rawValue), .text(finding.detail)])
            failure = failure ?? finding.error
        }
        try printer.end()
        if let failure { throw ExitCode(ExitTable.code(of: failure)) }
    }
}
