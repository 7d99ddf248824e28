import Clock
import Foundation
import Model
import Secrets
import Testing
import Transport

@testable import Engine
@testable import Journal
@testable import Nx1

/// What is decided between two commits, and when it ends a run.
@Suite struct LedgerTests {
    private func outcomes(
        canary: Int = 0, failures: FailureLimit = .percent(100), items: Int = 100, failed: Int = 0, baseline: Int = 0
    ) -> PendingOutcomes {
        var tally = RunTally()
        tally.items = items
        tally.failed = failed
        let run = RunRow(
            id: 1, uuid: UUID(), plan: "p", revision: 1, revisionID: 1, definition: "", directory: "/", state: .running,
            trigger: "test", startedAt: 0, shard: nil, host: nil, dataKey: nil, tally: tally, hasPassedCanary: false,
            stopReason: nil,
            undoes: nil, baselineFailures: baseline,
            baselineFinished: baseline)
        return PendingOutcomes(run: run, stop: StopPolicy(canary: canary, failures: failures))
    }

    private func item(_ number: Int64) throws -> WorkItem {
        let target = Target(
            app: try AppID("00000000-0000-4000-8000-000000000000"), secret: try SecretName("s\(number)"))
        return .sample(number, target)
    }

    private func exchange(_ answer: Answer) -> Exchange {
        Exchange(answer: answer, timing: HTTPTiming(startedAt: .now, duration: .milliseconds(3)))
    }

    private func verdict(_ answer: Answer) -> ResultDetail { ResultDetail(exchange(answer)) }

    private let refused = Answer.status(422, message: nil, retryAfter: nil)

    @Test("an attempt is numbered and kept; keys that would vanish are no attempt")
    func attempts() throws {
        var outcomes = outcomes()
        var item = try item(1)
        outcomes.attempted(exchange(refused), of: &item, now: .now)
        outcomes.attempted(exchange(.wouldDrop([])), of: &item, now: .now)
        outcomes.attempted(exchange(.confirmed), of: &item, now: .now)
        #expect(outcomes.gathered.attempts.map(\.number) == [1, 2])
        #expect(outcomes.gathered.attempts.map(\.detail.statusCode) == [422, 200])
        #expect(outcomes.gathered.attempts.allSatisfy { $0.durationMicroseconds == 3_000 })
    }

    @Test("what was taken for a commit is gone, and its retries come with it")
    func take() throws {
        var outcomes = outcomes()
        let due = Instant.now
        outcomes.willRetry(try item(1), ResultDetail(exchange(refused)), due: due)
        _ = outcomes.add(try item(2), .succeeded, verdict(.confirmed))
        let (batch, retries, _) = outcomes.take()
        #expect(batch.underway.map(\.item) == [1] && batch.settled.map(\.item) == [2])
        #expect(retries.map(\.item.id) == [1] && retries.map(\.due) == [due])
        #expect(outcomes.isEmpty && outcomes.take().retries.isEmpty)
        #expect(outcomes.committed.succeeded == 0)
        _ = outcomes.recorded(batch, unprepared: [])
        #expect(outcomes.committed.succeeded == 1)
    }

    @Test("items that are left go back, those that wait to be tried again too")
    func leave() throws {
        var outcomes = outcomes()
        outcomes.willRetry(try item(1), ResultDetail(exchange(refused)), due: .now)
        outcomes.leave([try item(2)])
        let (batch, retries, _) = outcomes.take()
        #expect(Set(batch.withdrawn) == [1, 2] && retries.isEmpty)
    }

    private func unprepared(_ number: Int64) -> CommitBatch.ItemOutcome {
        CommitBatch.ItemOutcome(
            item: number, from: .pending, to: .failed, attempts: 0, doubt: .none,
            detail: ResultDetail(errorKind: .source), startedAt: nil, finishedAt: 0)
    }

    @Test("an item that lacks a source is no part of the canary, one whose program failed is")
    func unpreparedCanary() throws {
        var outcomes = outcomes(canary: 1)
        #expect(outcomes.recorded(CommitBatch(), unprepared: [unprepared(1), unprepared(2)]) == nil)
        #expect(outcomes.canary.isOpen && outcomes.committed.failed == 2)
        #expect(outcomes.add(try item(3), .succeeded, verdict(.confirmed)) == nil)
        #expect(!outcomes.canary.isOpen && outcomes.gathered.passesCanary)

        var program = self.outcomes(canary: 1)
        #expect(program.recorded(CommitBatch(), unprepared: [unprepared(1)], failedPrograms: 1) == .canary(failed: 1))
    }

    @Test("a canary ends with its last item: passed, failed, or refused as a whole")
    func canary() throws {
        var passing = outcomes(canary: 2)
        #expect(passing.add(try item(1), .succeeded, verdict(.confirmed)) == nil)
        #expect(!passing.gathered.passesCanary)
        #expect(passing.add(try item(2), .succeeded, verdict(.confirmed)) == nil)
        #expect(passing.gathered.passesCanary)
        var failing = outcomes(canary: 2)
        #expect(failing.add(try item(1), .failed, verdict(refused)) == nil)
        #expect(failing.add(try item(2), .succeeded, verdict(.confirmed)) == .canary(failed: 1))
        var forbidden = outcomes(canary: 1)
        let answer = Answer.status(403, message: nil, retryAfter: nil)
        #expect(forbidden.add(try item(1), .failed, verdict(answer)) == .forbidden)
    }

    @Test("failures count over the run, from the resume of a stopped one on")
    func failures() throws {
        var fresh = outcomes(failures: .count(1))
        #expect(fresh.add(try item(1), .failed, verdict(refused)) == nil)
        #expect(fresh.add(try item(2), .unknown, verdict(refused)) == .failures(failed: 2, finished: 2))
        var interrupted = outcomes(failures: .count(1), failed: 1)
        #expect(interrupted.add(try item(3), .failed, verdict(refused)) == .failures(failed: 2, finished: 2))
        var resumed = outcomes(failures: .count(1), failed: 5, baseline: 5)
        #expect(resumed.add(try item(4), .failed, verdict(refused)) == nil)
    }

    @Test("what settles without an attempt begins at no other item's")
    func start() throws {
        var outcomes = outcomes()
        var sent = try item(1)
        outcomes.attempted(exchange(refused), of: &sent, now: .now)
        let failed = ResultDetail(errorKind: .stepSet, error: "exit code 1")
        _ = outcomes.add(try item(2), .failed, failed)
        _ = outcomes.add(sent, .failed, verdict(refused))
        #expect(outcomes.gathered.settled.map { $0.startedAt == nil } == [true, false])
    }
}
