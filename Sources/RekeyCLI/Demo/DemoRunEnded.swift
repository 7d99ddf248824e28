/// The demonstration's run ended, or got stuck, before it could be killed.
struct DemoRunEnded: Error, CustomStringConvertible {
    /// Its exit code; `nil` if it got stuck.
    let code: Int32?
    /// Its output on standard error.
    let words: String

    var description: String {
        var last = words.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
        if last.hasPrefix("rekey: ") { last.removeFirst("rekey: ".count) }
        if !last.isEmpty { last = ": " + last }
        return code.map { "the demo's run ended with exit code \($0) before it could be killed\(last)" }
            ?? "the demo's run wrote too few secrets within a minute\(last)"
    }
}
