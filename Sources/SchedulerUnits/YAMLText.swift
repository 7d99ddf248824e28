import Model

/// The few forms of YAML that a manifest takes.
enum YAMLText {
    /// A string that no reader takes for a number, a truth value or markup: a JSON string is one in YAML.
    static func string(_ text: String) -> String { jsonString(text) }

    static func list(_ texts: [String]) -> String { "[" + texts.map(string).joined(separator: ", ") + "]" }

    /// Text of the caller's where the kubelet expands `$(NAME)`. Source: "Define Dependent Environment Variables" in the
    /// documentation of Kubernetes: a doubled `$` stands for itself.
    static func unexpanded(_ text: String) -> String {
        text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    }

    static func indented(_ text: String, by spaces: Int) -> String {
        let room = String(repeating: " ", count: spaces)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : room + $0 }.joined(separator: "\n")
    }
}
