import Crypto
import Foundation
import Journal
import Model

/// One page that needs nothing but itself: no request leaves it, and its policy says so.
struct HTMLReport {
    let account: RunAccount
    let rows: ItemRows

    func write(to sink: (String) throws -> Void) throws {
        try sink(opening)
        try sink(figures)
        try sink(causes + shards)
        try writeFailures(to: sink)
        try sink(apps + closing)
    }

    // MARK: Head

    private var title: String {
        let runs = account.heads.map { String($0.run) }.joined(separator: ", ")
        return "Run \(runs) of \(account.plan)"
    }

    /// Source of the policy: https://www.w3.org/TR/CSP3/#meta-element
    private var opening: String {
        let style = Self.text(PackageResources.report_css)
        let policy =
            "default-src 'none'; style-src '\(Self.digest(style))'; script-src '\(Self.digest(Self.script))'; "
            + "base-uri 'none'; form-action 'none'"
        let headline = Headline(account.sum)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(markup(title))</title>
            <style>\(style)</style>
            </head>
            <body>
            <header>
            <h1>\(markup(title)) <span class="state \(account.state.rawValue)">\(account.state.rawValue)</span></h1>
            <p class="headline">\(markup(headline.what))</p>
            \(headline.next.map { "<p class=\"next\">\(code($0))</p>" } ?? "")
            \(account.stopReason.map { "<p class=\"next\">Reason: \(markup($0)).</p>" } ?? "")
            <p class="facts">\(facts)</p>
            </header>
            <main>
            \(tiles)

            """
    }

    private var facts: String {
        var facts = [
            "started \(Timestamp.plain(microseconds: account.startedAt))",
            account.finishedAt.map { "ended \(Timestamp.plain(microseconds: $0))" } ?? "not ended",
            "took \(Wording.span(account.seconds))",
            "limit \(account.rate.map(Wording.rate) ?? "none")",
        ]
        if account.heads.count == 1, let head = account.heads.first {
            facts += [
                "revision \(head.revision)", "by \(head.trigger)", head.shard.map { "shard \($0)" } ?? "", head.uuid,
            ]
        }
        return facts.filter { !$0.isEmpty }.map(markup).joined(separator: " · ")
    }

    private var tiles: String {
        let tally = account.tally
        let counts = [
            (tally.succeeded, "succeeded"), (tally.failed, "failed"), (tally.unknown, "unknown"),
            (tally.skipped, "skipped"), (tally.pending, "pending"),
        ]
        let tiles = counts.map { count, name in
            "<li><b class=\"\(count == 0 ? "zero" : name)\">\(count.formatted)</b>\(name)</li>"
        }
        let bar = Chart.share(counts.map { ($0.0, Self.fill($0.1)) })
        let spoken = counts.map { "\($0.0.formatted) \($0.1)" }.joined(separator: ", ")
        return """
            <section aria-label="Outcomes">
            <ul class="tiles">\(tiles.joined())<li><b>\(tally.attempts.formatted)</b>attempts</li></ul>
            <div role="img" aria-label="\(spoken)">\(bar)</div>
            </section>
            """
    }

    private static func fill(_ state: String) -> String {
        switch state {
        case "succeeded": "good"
        case "failed": "bad"
        case "unknown": "unsure"
        case "skipped": "idle"
        default: "none"
        }
    }

    // MARK: Figures

    private var figures: String {
        guard account.latency.count > 0 else { return "<p class=\"note\">Nothing was sent.</p>\n" }
        return """
            <h2>How it went</h2>
            <div class="charts">
            \(Chart.pace(account))
            \(Chart.progress(account))
            \(Chart.latency(account.latency))
            <div>
            <h3>Answers</h3>
            \(bars("answers", head: "answer", account.sortedAnswers.map { (Wording.answered($0), $1, Self.fill(of: $0)) }))
            <h3>Attempts an item took</h3>
            \(bars("retries", head: "attempts", account.attemptCounts.sorted { $0.key < $1.key }.map { (String($0), $1, "mark") }))
            </div>
            </div>

            """
    }

    private static func fill(of answered: JournalReader.Answered) -> String {
        answered.statusCode == 200 && answered.errorKind == nil ? "good" : answered.statusCode == nil ? "unsure" : "bad"
    }

    private func bars(_ id: String, head: String, _ lines: [(String, Int, String)]) -> String {
        let maximum = lines.map(\.1).max() ?? 1
        let rows = lines.map { name, count, fill in
            "<tr><td>\(markup(name))</td><td class=\"number\">\(count.formatted)</td><td class=\"bar\" aria-hidden=\"true\">"
                + Chart.share([(count, fill), (maximum - count, "")]) + "</td></tr>"
        }
        return table(id, classes: "", ["\(head)", "#number", "|"], rows.joined(separator: "\n"))
    }

    // MARK: Tables

    /// - Parameter columns: Their names; `#` before one that holds numbers, `|` for a bar's.
    private func table(_ id: String, classes: String, _ columns: [String], _ rows: String) -> String {
        tableOpening(id, classes: classes, columns) + rows + "</tbody></table></div>\n"
    }

    private func tableOpening(_ id: String, classes: String, _ columns: [String]) -> String {
        let cells = columns.map { column in
            column == "|"
                ? "<td class=\"bar\"></td>"
                : column.hasPrefix("#")
                    ? "<th scope=\"col\" class=\"number\">\(column.dropFirst())</th>"
                    : "<th scope=\"col\">\(column)</th>"
        }
        return
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"\(id)\"><table id=\"\(id)\" class=\"\(classes)\">"
            + "<thead><tr>\(cells.joined())</tr></thead><tbody>\n"
    }

    private func tools(_ id: String, _ label: String) -> String {
        """
        <div class="tools" id="\(id)-tools" hidden>
        <label>\(label) <input type="search" autocomplete="off" spellcheck="false"></label>
        <span role="status"></span>
        <span class="pages"><button type="button">Previous</button> <button type="button">Next</button></span>
        </div>

        """
    }

    private var causes: String {
        guard !account.causes.isEmpty else { return "" }
        let rows = account.causes.map { cause in
            "<tr><td class=\"number\">\(cause.count.formatted)</td><td class=\"\(cause.state.rawValue)\">"
                + "\(cause.state.rawValue)</td><td>\(cause.kind?.rawValue ?? "")</td><td class=\"number\">"
                + "\(cause.statusCode.map(String.init) ?? "")</td><td class=\"text\">\(code(cause.kind?.cause ?? ""))</td>"
                + "<td class=\"text\">\(code(cause.remedy(run: account.run)))</td></tr>"
        }
        return "<h2>Causes, and what to do</h2>\n"
            + table(
                "causes", classes: "", ["#items", "outcome", "error", "#status", "what happened", "what to do"],
                rows.joined(separator: "\n"))
    }

    private var shards: String {
        guard account.heads.count > 1 else { return "" }
        let rows = account.heads.map { head in
            "<tr><td>\(markup(head.shard ?? ""))</td><td class=\"number\">\(head.run)</td><td>\(head.state.rawValue)</td>"
                + [head.tally.items, head.tally.succeeded, head.tally.failed, head.tally.unknown, head.tally.pending]
                .map { "<td class=\"number\">\($0.formatted)</td>" }.joined() + "</tr>"
        }
        return "<h2>Shards</h2>\n"
            + table(
                "shards", classes: "sorted",
                ["shard", "#run", "state", "#items", "#succeeded", "#failed", "#unknown", "#pending"],
                rows.joined(separator: "\n"))
    }

    private func writeFailures(to sink: (String) throws -> Void) throws {
        guard account.tally.failed + account.tally.unknown > 0 else { return }
        try sink(
            "<h2>Secrets that were not written</h2>\n" + tools("failures", "Filter")
                + tableOpening(
                    "failures", classes: "sorted",
                    ["app", "secret", "outcome", "#status", "error", "#attempts", "message"]))
        var text = ""
        try rows.forEachFailure { row in
            let state = row.text("state")
            text +=
                "<tr><td class=\"id\">\(markup(row.app))</td><td>\(markup(row.text("secret_name")))</td>"
                + "<td class=\"\(state)\">\(row.outcome)</td><td class=\"number\">\(row.text("status_code"))</td>"
                + "<td>\(row.text("error_kind"))</td><td class=\"number\">\(row.text("attempts"))</td>"
                + "<td class=\"text\">\(markup(row.text("error")))</td></tr>\n"
            guard text.utf8.count > 65_536 else { return }
            try sink(text)
            text = ""
        }
        try sink(text + "</tbody></table></div>\n")
    }

    private var apps: String {
        guard !account.apps.isEmpty else { return "" }
        let rows = account.apps.map { app in
            "<tr><td class=\"id\">\(markup(app.id + (app.name.map { " (\($0))" } ?? "")))</td>"
                + [app.items, app.succeeded, app.failed, app.unknown, app.attempts]
                .map { "<td class=\"number\">\($0.formatted)</td>" }.joined() + "</tr>"
        }
        let others = account.appCount - account.apps.count
        let note =
            others > 0
            ? "<p class=\"note\">and \(others.formatted) more apps, with no more failures than these.</p>\n" : ""
        return "<h2>Apps</h2>\n" + tools("apps", "Filter")
            + table(
                "apps", classes: "sorted", ["app", "#items", "#succeeded", "#failed", "#unknown", "#attempts"],
                rows.joined(separator: "\n")) + note
    }

    private var closing: String {
        """
        </main>
        <footer>Made by rekey at \(Timestamp.plain(microseconds: account.madeAt)). No value is in this file.</footer>
        <script>\(Self.script)</script>
        </body>
        </html>

        """
    }

    // MARK: Pieces

    /// The text between backquotes, as code.
    private func code(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
            index.isMultiple(of: 2) ? markup(String(part)) : "<code>\(markup(String(part)))</code>"
        }.joined()
    }

    private static var script: String { text(PackageResources.report_js) }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func digest(_ text: String) -> String {
        "sha256-" + Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }
}
