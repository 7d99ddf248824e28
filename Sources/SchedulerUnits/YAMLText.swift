import Model

/// The few forms of YAML that a manifest needs.
enum YAMLText {
    /// A string that no reader takes for a number, a boolean or markup: every JSON string is also a YAML string.
    static func string(_ text: String) -> String { jsonString(text) }

    static func list(_ texts: [String]) -> String { "[" + texts.map(string).joined(separator: ", ") + "]" }

    /// The caller's text in a place where the kubelet expands `$(NAME)`. Source: "Define Dependent Environment
    /// Variables" in the documentation of Kubernetes: a doubled `$` means a single one.
    static func unexpanded(_ text: String) -> String {
        text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    }

    static func indented(_ text: String, by spaces: Int) -> String {
        let room = String(repeating: " ", count: spaces)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : room + $0 }.joined(separator: "\n")
    }
}
