import ArgumentParser
import CProcess
import Foundation
import Subprocesses

@main
enum Entry {
    static func main() async {
        Signals.endAtOnce()
        StandardDescriptors.fillGaps()
        WithheldVariables.withhold()
        ProcessPrivacy.secure()
        _ = rekey_process_share_heaps()  // if the C library refuses, memory is higher and nothing else
        // A closed reader, or a file at its size limit, is an error of that write, not the end of a run.
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
        // If the parent process ignored it, the kernel would not report how programs ended.
        signal(SIGCHLD, SIG_DFL)
        do {
            try await run(try command())
        } catch {
            ExitTable.leave(with: error)
        }
    }

    // Not inlined, because the optimizer of Swift 6.3 crashes over casts of existentials that throw in a coroutine.
    @inline(never)
    private static func command() throws -> any ParsableCommand {
        let given = Array(CommandLine.arguments.dropFirst())
        let arguments = FormerOptions.renamed(try LeadingOptions.moved(given))
        try HelpTopic.check(arguments)
        let command = try RekeyCommand.parseAsRoot(arguments)
        try SystemRoom.check()
        try (command as? any DatabaseCommand)?.global.requireDatabases()
        (command as? any DatabaseReadingCommand)?.warnOfCopies()
        return command
    }

    private static func run(_ command: any ParsableCommand) async throws {
        var command = command
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}
