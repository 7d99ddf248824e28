import Journal
import Model

/// The sums and every item, for programs: an object with the fields of `run_summary`, and more.
struct JSONReport {
    let account: RunAccount
    let rows: ItemRows

    func write(to sink: (String) throws -> Void) throws {
        let headline = Headline(account)
        var text = "{\n"
        text += line("headline", jsonString(headline.what))
        text += line("next", headline.next.map(jsonString) ?? "null")
        text += line("generated_at", time(account.madeAt))
        if account.heads.count == 1, let head = account.heads.first {
            text += summary(head)
        } else {
            text += line("plan", jsonString(account.plan)) + line("state", jsonString(account.state.rawValue))
            text += sums(account.tally, startedAt: account.startedAt, finishedAt: account.finishedAt)
            text += line("stop_reason", account.stopReason.map(jsonString) ?? "null")
            text += line(
                "shards", "[" + account.heads.map { "{\n" + summary($0).trimmed + "}" }.joined(separator: ",") + "]")
        }
        text += line("in_doubt", String(account.inDoubt))
        text += line("rate_per_second", account.rate.map { String($0) } ?? "null")
        text += line("seconds", Wording.fixed(account.seconds, 3).replacing(",", with: ""))
        text += line("latency_ms", latency)
        text += line("attempts_by_status", answers)
        text += line("items_by_attempts", attemptCounts)
        text += line("causes", causes)
        try sink(text + "  \"outcomes\": [")
        text = ""
        var between = "\n    "
        try rows.forEach { row in
            text += between + outcome(row)
            between = ",\n    "
            guard text.utf8.count > 65_536 else { return }
            try sink(text)
            text = ""
        }
        try sink(text + "\n  ]\n}\n")
    }

    private func summary(_ head: RunSummary) -> String {
        line("run", String(head.run)) + line("uuid", jsonString(head.uuid)) + line("plan", jsonString(head.plan))
            + line("revision", String(head.revision)) + line("state", jsonString(head.state.rawValue))
            + line("trigger", jsonString(head.trigger)) + line("shard", head.shard.map(jsonString) ?? "null")
            + sums(head.tally, startedAt: head.startedAt, finishedAt: head.finishedAt)
            + line("stop_reason", head.stopReason.map(jsonString) ?? "null")
    }

    private func sums(_ tally: RunTally, startedAt: Int64, finishedAt: Int64?) -> String {
        line(
            "items",
            """
            {"total": \(tally.items), "succeeded": \(tally.succeeded), "failed": \(tally.failed), \
            "unknown": \(tally.unknown), "skipped": \(tally.skipped), "pending": \(tally.pending)}
            """) + line("attempts", String(tally.attempts)) + line("started_at", time(startedAt))
            + line("finished_at", finishedAt.map(time) ?? "null")
    }

    private var latency: String {
        let shares: [(String, Double)] = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1)]
        return "{"
            + shares.map { name, share in
                let value = account.latency.quantile(share).map { String(Double($0) / 1_000) } ?? "null"
                return "\"\(name)\": \(value)"
            }.joined(separator: ", ") + "}"
    }

    private var answers: String {
        let objects = account.sortedAnswers.map { answered, count in
            """
            {"status_code": \(answered.statusCode.map(String.init) ?? "null"), \
            "error_kind": \(answered.errorKind.map { jsonString($0.rawValue) } ?? "null"), "attempts": \(count)}
            """
        }
        return "[" + objects.joined(separator: ", ") + "]"
    }

    private var attemptCounts: String {
        "["
            + account.attemptCounts.sorted { $0.key < $1.key }
            .map { #"{"attempts": \#($0.key), "items": \#($0.value)}"# }.joined(separator: ", ") + "]"
    }

    private var causes: String {
        let objects = account.causes.map { cause in
            """
            {"state": \(jsonString(cause.state.rawValue)), \
            "error_kind": \(cause.kind.map { jsonString($0.rawValue) } ?? "null"), \
            "status_code": \(cause.statusCode.map(String.init) ?? "null"), "in_doubt": \(cause.isInDoubt), "items": \(cause.count), \
            "remedy": \(jsonString(cause.remedy(run: account.run)))}
            """
        }
        return "[" + objects.joined(separator: ", ") + "]"
    }

    private func outcome(_ row: ItemLine) -> String {
        "{"
            + row.cells.map { column, cell in
                let value =
                    switch cell {
                    case .null: "null"
                    case .integer(let number): String(number)
                    case .real(let number): String(number)
                    case .text(let text): jsonString(text)
                    }
                return "\(jsonString(column)): \(value)"
            }.joined(separator: ", ") + "}"
    }

    private func time(_ microseconds: Int64) -> String { jsonString(Timestamp.text(microseconds: microseconds)) }

    private func line(_ name: String, _ value: String) -> String { "  \(jsonString(name)): \(value),\n" }
}

extension String {
    /// Without the comma after its last field.
    fileprivate var trimmed: String { String(dropLast(2)) }
}

extension RunAccount {
    /// The most frequent first.
    var sortedAnswers: [(JournalReader.Answered, Int)] {
        answers.sorted { ($0.value, Wording.answered($1.key)) > ($1.value, Wording.answered($0.key)) }
            .map { ($0.key, $0.value) }
    }
}
