import Foundation
import Journal
import Model

/// A suite for each run and a case for each item, as CI systems read them.
///
/// Source: the schema in common use, https://github.com/windyroad/JUnit-Schema. An unknown item is an error there, and
/// one that was skipped or never sent is skipped.
struct JUnitReport {
    let account: RunAccount
    let rows: ItemRows

    func write(to sink: (String) throws -> Void) throws {
        try sink("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n")
        for (number, source) in rows.sources.enumerated() {
            try suite(account.heads[number], number, ItemRows(sources: [source]), to: sink)
        }
        try sink("</testsuites>\n")
    }

    private func suite(_ head: RunSummary, _ number: Int, _ rows: ItemRows, to sink: (String) throws -> Void) throws {
        let tally = head.tally
        let seconds = Double(Moment.microseconds(from: head.startedAt, to: head.finishedAt ?? account.madeAt)) / 1e6
        var text = """
              <testsuite package="rekey" id="\(number)" name="\(xml(head.plan))" \
            timestamp="\(Timestamp.text(microseconds: head.startedAt).prefix(19))" hostname="localhost" \
            tests="\(tally.items)" failures="\(tally.failed)" errors="\(tally.unknown)" \
            skipped="\(tally.skipped + tally.pending)" time="\(decimal(seconds))">
                <properties>
                  <property name="run" value="\(head.run)"/>
                  <property name="state" value="\(head.state.rawValue)"/>
                </properties>

            """
        try rows.forEach { row in
            text += testCase(row)
            guard text.utf8.count > 65_536 else { return }
            try sink(text)
            text = ""
        }
        let reason = head.stopReason.map(xml) ?? ""
        try sink(text + "    <system-out>\(reason)</system-out>\n    <system-err></system-err>\n  </testsuite>\n")
    }

    private func testCase(_ row: ItemLine) -> String {
        let head =
            "    <testcase classname=\"\(xml(row.text("app_id")))\" name=\"\(xml(row.text("secret_name")))\" "
            + "time=\"\(decimal(seconds(row)))\""
        let message = "message=\"\(xml(row.text("error")))\" type=\"\(xml(row.text("error_kind")))\""
        let status = row.some("status_code").map { "HTTP \($0), " } ?? ""
        let text = "\(status)\(row.text("attempts")) attempts\(row.isInDoubt ? ", may be in place" : "")"
        return switch row.text("state") {
        case "succeeded": head + "/>\n"
        case "failed": "\(head)><failure \(message)>\(text)</failure></testcase>\n"
        case "unknown": "\(head)><error \(message)>\(text)</error></testcase>\n"
        default: "\(head)><skipped/></testcase>\n"
        }
    }

    private func seconds(_ row: ItemLine) -> Double {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let start = try? style.parse(row.text("started_at")), let end = try? style.parse(row.text("finished_at"))
        else { return 0 }  // an item that was never sent has no times
        return max(0, end.timeIntervalSince(start))
    }

    private func decimal(_ seconds: Double) -> String { Wording.fixed(seconds, 3).replacing(",", with: "") }

    private func xml(_ text: String) -> String { markup(text) }
}
