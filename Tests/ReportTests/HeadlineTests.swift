import Journal
import Model
import Report
import Testing

struct HeadlineTests {
    private func tally(_ items: Int, succeeded: Int = 0, failed: Int = 0, unknown: Int = 0, skipped: Int = 0)
        -> RunTally
    {
        var tally = RunTally()
        tally.items = items
        tally.succeeded = succeeded
        tally.failed = failed
        tally.unknown = unknown
        tally.skipped = skipped
        return tally
    }

    @Test("a sentence says what happened, another what to do")
    func sentences() {
        let done = Headline(.succeeded, tally(12_345, succeeded: 12_345), run: 3)
        #expect(done.what == "All 12,345 secrets were written." && done.next == nil)
        let some = Headline(.failed, tally(10, succeeded: 7, failed: 2, unknown: 1), run: 4)
        #expect(some.what == "7 of 10 secrets were written; 2 failed, 1 unknown.")
        #expect(some.next == "Fix the causes, then `rekey retry 4`.")
        let cut = Headline(.interrupted, tally(10, succeeded: 4), run: 5)
        #expect(cut.what == "Interrupted after 4 of 10 secrets." && cut.next?.contains("`rekey resume 5`") == true)
        #expect(Headline(.succeeded, tally(1, succeeded: 1), run: 6).what == "The secret was written.")
        #expect(Headline(.succeeded, tally(2, succeeded: 1, skipped: 1), run: 7).next == nil)
    }
}
