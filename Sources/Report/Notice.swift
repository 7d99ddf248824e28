package import Journal
package import Model

/// What a notice says of a run's end. No value is in it.
package struct Notice: Sendable {
    private let head: RunSummary
    private let text: String
    private let isLate: Bool

    /// - Parameter isLate: whether the process that ran it was killed before the notice went out.
    package init(_ head: RunSummary, isLate: Bool = false) {
        self.head = head
        self.isLate = isLate
        let headline = Headline(ShardSum([head]))
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
        let fields = head.fields(afterItems: [("in_doubt", .integer(Int64(head.inDoubt)))])
        return OutputValue.object([("text", .text(text))] + fields + [("late", .boolean(isLate))]).json(.compact) + "\n"
    }

    package func filling(_ template: NoticeTemplate) -> String {
        template.filled { field in
            switch field {
            case .text: text
            case .plan: cell(.plan)
            case .run: cell(.run)
            case .uuid: cell(.uuid)
            case .state: cell(.state)
            case .trigger: cell(.trigger)
            case .items: cell(.items)
            case .succeeded: cell(.succeeded)
            case .failed: cell(.failed)
            case .unknown: cell(.unknown)
            case .skipped: cell(.skipped)
            case .pending: cell(.pending)
            case .stopReason: cell(.stopReason)
            case .late: String(isLate)
            }
        }
    }

    private func cell(_ column: RunColumn) -> String { head.value(of: column)?.cell ?? "" }
}
