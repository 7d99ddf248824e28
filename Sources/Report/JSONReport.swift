import Journal
import Model

/// The sums and every item, for programs: an object with the fields of `run_summary`, and more.
struct JSONReport {
    let account: RunAccount
    let rows: ItemRows

    func write(to sink: (String) throws -> Void) throws {
        let headline = Headline(account.sum)
        var text = "{\n"
        text += lines([
            ("headline", .text(headline.what)), ("next", .init(headline.next)),
            ("generated_at", .text(Timestamp.text(microseconds: account.madeAt))),
        ])
        if account.heads.count == 1, let head = account.heads.first {
            text += lines(head.fields())
        } else {
            text += lines(account.sum.fields())
            text += line(
                "shards", "[" + account.heads.map { object(of: lines($0.fields())) }.joined(separator: ",") + "]")
        }
        text += lines([
            ("in_doubt", .integer(Int64(account.inDoubt))), ("created", .integer(Int64(account.created))),
            ("updated", .integer(Int64(account.tally.succeeded - account.created))),
            ("rate_per_second", .init(account.rate)),
        ])
        text += line("seconds", Wording.fixed(account.seconds, 3).replacing(",", with: ""))
        text += lines([
            ("latency_ms", latency), ("attempts_by_status", answers), ("items_by_attempts", attemptCounts),
            ("causes", causes),
        ])
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

    private var latency: OutputValue {
        let shares: [(String, Double)] = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1)]
        return .object(
            shares.map { name, share in
                (name, account.latency.quantile(share).map { .real(Double($0) / 1_000) } ?? .null)
            })
    }

    private var answers: OutputValue {
        .array(
            account.sortedAnswers.map { answered, count in
                .object([
                    ("status_code", .init(answered.statusCode)), ("error_kind", .init(answered.errorKind?.rawValue)),
                    ("attempts", .integer(Int64(count))),
                ])
            })
    }

    private var attemptCounts: OutputValue {
        .array(
            account.attemptCounts.sorted { $0.key < $1.key }.map { attempts, items in
                .object([("attempts", .integer(Int64(attempts))), ("items", .integer(Int64(items)))])
            })
    }

    private var causes: OutputValue {
        .array(
            account.causes.map { cause in
                .object([
                    ("state", .text(cause.state.rawValue)), ("error_kind", .init(cause.kind?.rawValue)),
                    ("status_code", .init(cause.statusCode)), ("in_doubt", .boolean(cause.isInDoubt)),
                    ("items", .integer(Int64(cause.count))), ("remedy", .text(cause.remedy(run: account.run))),
                ])
            })
    }

    private func outcome(_ row: ItemLine) -> String {
        OutputValue.object(row.cells.map { ($0.column, OutputValue($0.cell)) }).json(.spaced)
    }

    private func lines(_ fields: [OutputValue.Field]) -> String {
        fields.map { line($0, $1.json(.spaced)) }.joined()
    }

    /// Without the comma behind the last field.
    private func object(of lines: String) -> String { "{\n" + lines.dropLast(2) + "}" }

    private func line(_ name: String, _ value: String) -> String { "  \(jsonString(name)): \(value),\n" }
}

extension RunAccount {
    /// The most frequent first.
    var sortedAnswers: [(JournalReader.Answered, Int)] {
        answers.sorted { ($0.value, Wording.answered($1.key)) > ($1.value, Wording.answered($0.key)) }
            .map { ($0.key, $0.value) }
    }
}
