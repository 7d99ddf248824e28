import ArgumentParser
import CProcess
import Foundation

@main
enum Entry {
    static func main() async {
        StandardDescriptors.fillGaps()
        ProcessPrivacy.secure()
        _ = rekey_process_share_heaps()  // if the C library refuses, memory is higher and nothing else
        signal(SIGPIPE, SIG_IGN)  // a reader that goes away is an error of that write, not the end of a run
        do {
            var command = try RekeyCommand.parseAsRoot(
                GlobalOptions.hoisted(Array(CommandLine.arguments.dropFirst())))
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
