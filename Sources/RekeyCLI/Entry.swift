import ArgumentParser
import Foundation

@main
enum Entry {
    static func main() async {
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
