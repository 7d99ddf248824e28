/// Options that had another name in an earlier version.
enum FormerOptions {
    /// `reveal --run N` was `reveal --version N`. The parser gives every command a `--version` without a value, so the
    /// earlier form is replaced before parsing; `--version` without a value keeps its meaning.
    /// - Parameter arguments: the command's name is the first.
    static func renamed(_ arguments: [String]) -> [String] {
        guard arguments.first == "reveal" else { return arguments }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var renamed = arguments
        for index in arguments.indices.prefix(upTo: end) {
            let argument = arguments[index]
            if argument.hasPrefix(former + "=") {
                renamed[index] = present + argument.dropFirst(former.count)
            } else if argument == former, index + 1 < end, !arguments[index + 1].hasPrefix("-") {
                renamed[index] = present
            }
        }
        return renamed
    }

    private static let former = "--version"
    private static let present = "--run"
}
