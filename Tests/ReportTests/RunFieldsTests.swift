import Model
import Report
import Testing

@testable import Journal

/// What scripts read of a run: names, order and form of the fields are a contract.
struct RunFieldsTests {
    private func summary(shard: String? = nil, state: RunState = .stopped) -> RunSummary {
        var tally = RunTally()
        tally.items = 9
        tally.succeeded = 2
        tally.failed = 3
        tally.unknown = 1
        tally.skipped = 1
        tally.attempts = 8
        return RunSummary(
            run: 7, uuid: "u", plan: "p", revision: 4, state: state, trigger: "manual", shard: shard, tally: tally,
            created: 0,
            inDoubt: 1, underWay: 0, startedAt: 1_000_000, finishedAt: nil, stopReason: "limit: \"x\"", rate: nil,
            readsFirst: true)
    }

    private func json(_ fields: [OutputValue.Field]) -> String { OutputValue.object(fields).json(.compact) }

    @Test("a row has the columns of the view, in its order")
    func row() {
        #expect(summary().row.map(\.0) == RunColumn.allCases.map(\.rawValue))
        #expect(
            summary().row.map(\.1.cell).joined(separator: ",")
                == "7,u,p,4,stopped,manual,,9,2,3,1,1,2,8,1970-01-01T00:00:01.000Z,,limit: \"x\"")
    }

    @Test("an object has the counts inside items, and beside it where the columns are repeated")
    func object() {
        let head = #"{"run":7,"uuid":"u","plan":"p","revision":4,"state":"stopped","trigger":"manual","shard":"0/2","#
        let items = #""items":{"total":9,"succeeded":2,"failed":3,"unknown":1,"skipped":1,"pending":2},"#
        let counts = #""succeeded":2,"failed":3,"unknown":1,"skipped":1,"pending":2,"#
        let end =
            #""attempts":8,"started_at":"1970-01-01T00:00:01.000Z","finished_at":null,"stop_reason":"limit: \"x\""}"#
        let run = summary(shard: "0/2")
        #expect(json(run.fields()) == head + items + end)
        #expect(json(run.fields(repeatsCounts: true)) == head + items + counts + end)
        #expect(json(run.fields(afterItems: [("in_doubt", .integer(1))])) == head + items + #""in_doubt":1,"# + end)
    }

    @Test("shards as one have no number, and sums")
    func shards() {
        let sum = ShardSum([summary(shard: "0/2"), summary(shard: "1/2", state: .interrupted)])
        #expect(
            json(sum.fields())
                == #"{"plan":"p","state":"interrupted","items":{"total":18,"succeeded":4,"failed":6,"unknown":2,"skipped":2,"#
                + #""pending":4},"attempts":16,"started_at":"1970-01-01T00:00:01.000Z","finished_at":null,"#
                + #""stop_reason":"limit: \"x\""}"#)
    }

    @Test("a notice has its sentence first, and says at the end whether it is late")
    func notice() throws {
        let notice = Notice(summary(), isLate: true)
        #expect(notice.json.hasPrefix(#"{"text":"rekey: run 7 of p: Stopped after 7 of 9 secrets"#))
        #expect(notice.json.contains(#""pending":2},"in_doubt":1,"attempts":8,"#))
        #expect(notice.json.hasSuffix(#""stop_reason":"limit: \"x\"","late":true}"# + "\n"))
        let template = try NoticeTemplate("${run} ${items} ${pending} ${stop_reason} ${late}")
        #expect(notice.filling(template) == #"7 9 2 limit: \"x\" true"#)
    }

    @Test("a few lines say it to people")
    func lines() {
        #expect(
            summary().lines { "<\($0)>" } == [
                "run 7 of p, revision 4: <stopped>",
                "  9 items: 2 succeeded, 3 failed, 1 unknown, 1 skipped, 2 pending; 8 attempts",
                "  started 1970-01-01T00:00:01.000Z", "  limit: \"x\"",
            ])
    }
}
