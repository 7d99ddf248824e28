package import Journal
package import Model

/// What others are told of a run's end. No value is in it.
package struct Notice: Sendable {
    private let head: RunSummary
    private let text: String
    private let isLate: Bool

    /// - Parameter isLate: whether the process that ran it was killed before the notice went out.
    package init(_ head: RunSummary, isLate: Bool = false) {
        self.head = head
        self.isLate = isLate
        let headline = Headline(
            head.state, head.tally, inDoubt: head.inDoubt, underWay: head.underWay, stopReason: head.stopReason,
            run: head.run)
        let shard = head.shard.map { ", shard \($0)" } ?? ""
        text = [
            "rekey: run \(head.run) of \(head.plan)\(shard): \(headline.what)",
            head.stopReason.map { "Reason: \($0)." }, headline.next,
            isLate ? "This notice is late: rekey was killed before it went out." : nil,
        ]
        .compactMap { $0 }.joined(separator: " ")
    }

    /// Whether somebody who wants to hear of failures hears of this.
    package var isFailure: Bool { head.state != .succeeded }

    /// An object with the fields of `run_summary`, and `text` for people.
    package var json: String {
        let tally = head.tally
        let fields = [
            ("text", jsonString(text)), ("run", String(head.run)), ("uuid", jsonString(head.uuid)),
            ("plan", jsonString(head.plan)), ("revision", String(head.revision)),
            ("state", jsonString(head.state.rawValue)), ("trigger", jsonString(head.trigger)),
            ("shard", head.shard.map(jsonString) ?? "null"),
            (
                "items",
                """
                {"total":\(tally.items),"succeeded":\(tally.succeeded),"failed":\(tally.failed),\
                "unknown":\(tally.unknown),"skipped":\(tally.skipped),"pending":\(tally.pending)}
                """
            ),
            ("in_doubt", String(head.inDoubt)), ("attempts", String(tally.attempts)),
            ("started_at", jsonString(Timestamp.text(microseconds: head.startedAt))),
            ("finished_at", head.finishedAt.map { jsonString(Timestamp.text(microseconds: $0)) } ?? "null"),
            ("stop_reason", head.stopReason.map(jsonString) ?? "null"), ("late", String(isLate)),
        ]
        return "{" + fields.map { "\(jsonString($0)):\($1)" }.joined(separator: ",") + "}\n"
    }

    package func filling(_ template: NoticeTemplate) -> String {
        template.filled { field in
            switch field {
            case .text: text
            case .plan: head.plan
            case .run: String(head.run)
            case .uuid: head.uuid
            case .state: head.state.rawValue
            case .trigger: head.trigger
            case .items: String(head.tally.items)
            case .succeeded: String(head.tally.succeeded)
            case .failed: String(head.tally.failed)
            case .unknown: String(head.tally.unknown)
            case .skipped: String(head.tally.skipped)
            case .pending: String(head.tally.pending)
            case .stopReason: head.stopReason ?? ""
            case .late: String(isLate)
            }
        }
    }
}
