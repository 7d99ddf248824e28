import ArgumentParser
import CProcess
import Foundation
import Programs

@main
enum Entry {
    static func main() async {
        Signals.endAtOnce()
        StandardDescriptors.fillGaps()
        WithheldVariables.withhold()
        ProcessPrivacy.secure()
        _ = rekey_process_share_heaps()  // if the C library refuses, memory is higher and nothing else
        // A reader that goes away, or a file that may grow no further, is an error of that write, not the end of a run.
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
        // Where whoever started rekey ignores it, the kernel would forget how programs ended.
        signal(SIGCHLD, SIG_DFL)
        do {
            let arguments = try GlobalOptions.hoisted(Array(CommandLine.arguments.dropFirst()))
            try HelpTopic.check(arguments)
            var command = try RekeyCommand.parseAsRoot(arguments)
            try SystemRoom.check()
            try requireDatabases(of: command)
            warnOfCopies(command)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ExitTable.leave(with: error)
        }
    }

    private static func requireDatabases(of command: any ParsableCommand) throws {
        try (command as? any DatabaseCommand)?.global.requireDatabases()
    }

    private static func warnOfCopies(_ command: any ParsableCommand) {
        (command as? any DatabaseReadingCommand)?.warnOfCopies()
    }
}
