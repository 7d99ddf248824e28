import Journal
import Model
import Secrets

/// What fits an issue or a chat: the sums, the causes, and the first of the failures.
struct MarkdownReport {
    let account: RunAccount
    let rows: ItemRows

    /// GitHub takes 65,536 characters in a comment; this leaves room for what somebody writes around it.
    private static let maxFailures = 50

    func write(to sink: (String) throws -> Void) throws {
        let headline = Headline(account.sum)
        let tally = account.tally
        let runs = account.heads.map { String($0.run) }.joined(separator: ", ")
        var text = "## Run \(runs) of `\(account.plan)`: \(account.state.rawValue)\n\n"
        text += "**\(headline.what)**" + (headline.next.map { " \($0)" } ?? "") + "\n"
        if let reason = account.stopReason { text += "\nReason: \(Self.escaped(reason))\n" }
        text += """

            | items | succeeded | failed | unknown | skipped | pending | attempts |
            |---:|---:|---:|---:|---:|---:|---:|
            | \(tally.items) | \(tally.succeeded) | \(tally.failed) | \(tally.unknown) | \(tally.skipped) | \
            \(tally.pending) | \(tally.attempts) |

            Started \(Timestamp.plain(microseconds: account.startedAt)), took \(Wording.span(account.seconds))\
            \(latency).

            """
        if account.heads.count > 1 { text += shards }
        if !account.causes.isEmpty { text += causes }
        if tally.failed + tally.unknown > 0 { text += try failures() }
        try sink(text)
    }

    private var latency: String {
        guard let half = account.latency.quantile(0.5), let maximum = account.latency.quantile(0.99) else { return "" }
        return "; an answer took \(Wording.latency(half)) (p50), \(Wording.latency(maximum)) (p99)"
    }

    private var shards: String {
        "\n| shard | run | state | items | succeeded | failed | unknown |\n|---|---:|---|---:|---:|---:|---:|\n"
            + account.heads.map { head in
                "| \(head.shard ?? "") | \(head.run) | \(head.state.rawValue) | \(head.tally.items) | "
                    + "\(head.tally.succeeded) | \(head.tally.failed) | \(head.tally.unknown) |\n"
            }.joined()
    }

    private var causes: String {
        "\n| items | | cause | what to do |\n|---:|---|---|---|\n"
            + account.causes.map { cause in
                let code = cause.statusCode.map { " (\($0))" } ?? ""
                return "| \(cause.count) | \(cause.state.rawValue) | \(cause.kind?.cause ?? "")\(code) | "
                    + "\(cause.remedy(run: account.run)) |\n"
            }.joined()
    }

    private func failures() throws -> String {
        var text = "\n| app | secret | | status | error |\n|---|---|---|---:|---|\n"
        var count = 0
        try rows.forEachFailure { row in
            count += 1
            guard count <= Self.maxFailures else { return }
            let error = Self.escaped(String(row.text("error").prefix(200)))
            text +=
                "| \(Self.escaped(row.app)) | \(Self.escaped(row.text("secret_name"))) | \(row.outcome) | "
                + "\(row.text("status_code")) | \(error) |\n"
        }
        guard count > Self.maxFailures else { return text }
        let run = account.run.map(String.init) ?? "RUN"
        return text + "\nand \((count - Self.maxFailures).formatted) more: `rekey items \(run) --problems`.\n"
    }

    private static let marks = Set("\\`*_{}[]<>#|~&!".unicodeScalars)

    /// Text that stays in its cell and is no markup. Source: GitHub Flavored Markdown, sections 4.10 and 6.
    static func escaped(_ text: String) -> String {
        var result = ""
        // Scalar by scalar: with a combining mark after it a bar is another character than a bar, but still one.
        for scalar in VisibleText.line(text).unicodeScalars {
            if marks.contains(scalar) { result.unicodeScalars.append("\\") }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}
