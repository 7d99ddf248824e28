import ArgumentParser

/// The format of standard error.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json

    /// The value of `--log-format`; text if it is missing or unknown, which the parser reports.
    static func chosen(in arguments: [String]) -> LogFormat {
        let option = "--log-format"
        let words = arguments.prefix { $0 != "--" }
        var chosen: String?
        for (word, next) in zip(words, words.dropFirst() + [""]) {
            if word == option { chosen = next }
            if word.hasPrefix(option + "=") { chosen = String(word.dropFirst(option.count + 1)) }
        }
        return chosen.flatMap(LogFormat.init) ?? .text
    }
}
