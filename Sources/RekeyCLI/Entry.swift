import ArgumentParser
import CProcess
import Foundation

@main
enum Entry {
    static func main() async {
        StandardDescriptors.fillGaps()
        ProcessPrivacy.secure()
        _ = rekey_process_share_heaps()  // if the C library refuses, memory is higher and nothing else
        // A reader that goes away, or a file that may grow no further, is an error of that write, not the end of a run.
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
        do {
            var command = try RekeyCommand.parseAsRoot(
                GlobalOptions.hoisted(Array(CommandLine.arguments.dropFirst())))
            try SystemRoom.check()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ExitTable.leave(with: error)
        }
    }
}
