import ArgumentParser
import Foundation

/// The command line as the parser describes it (`--experimental-dump-help`), as far as the manual page needs it.
struct CommandLineTree: Decodable {
    let command: Command

    init<Declaration: ParsableArguments>(of declaration: Declaration.Type) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(declaration._dumpHelp().utf8))
    }

    struct Command: Decodable {
        let commandName: String
        let shouldDisplay: Bool
        let abstract: String?
        let discussion: String?
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional, option, flag
        }

        let kind: Kind
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let preferredName: Name?
        let valueName: String?
        let abstract: String?
    }

    struct Name: Decodable {
        enum Kind: String, Decodable {
            case long, short, longWithSingleDash
        }

        let kind: Kind
        let name: String

        /// As it is written on the command line.
        var typed: String { (kind == .long ? "--" : "-") + name }
    }
}
