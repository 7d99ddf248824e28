import ArgumentParser
import Journal
import Logging
import Model
import Rekey

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compare a plan's targets, permissions and keys with the API; nothing is changed.",
        discussion:
            "Exits with 1 if a target would fail, and with 65 if none is ready. Example: rekey check "
            + "nightly-db-passwords"
    )

    @OptionGroup var global: GlobalOptions
    @OptionGroup var connection: ConnectionOptions

    @Argument(help: "The plan's name.")
    var plan: String

    @OptionGroup var scope: ScopeOptions

    @Option(
        help: "Request rate, for example 20/s; overrides the plan.",
        transform: { text in try RunOptions.parsing { try Rate(text: text) } })
    var rate: Rate?

    @Option(
        help: "Wait up to this long for another rekey process on this database, for example 5m.",
        transform: { text in try RunOptions.parsing { try Duration(text: text) } })
    var waitLock: Duration?

    func run() async throws {
        var request = scope.narrowed(try RunOptions.plainRequest(connection))
        request.rate = rate.map { .some($0) }
        request.waitLock = waitLock
        let (store, _) = try await Store.open(global.place, creates: false)
        let logger = global.logger
        let check = PlanCheck(
            store: store, request: request, watch: RunWatch(warned: { text in logger.warning("\(text)") }))
        let page = CheckPage(global.output)
        let conflicts = try await check.perform(plan) { finding in try page.add(finding) }
        for conflict in conflicts { logger.warning("\(conflict.text)") }
        let counts = try page.end()
        logger.notice(
            "\(counted(counts.total, "target")): \(counts.total - counts.bad) OK, \(counts.bad) would fail; nothing was changed"
        )
        if counts.unreachable == counts.total { throw ExitCode(.unreachable) }
        // Like `run`, which records no run if no target is ready.
        if counts.unready == counts.total { throw ExitCode(.badData) }
        if counts.bad > 0 { throw ExitCode(.someFailed) }
    }
}
