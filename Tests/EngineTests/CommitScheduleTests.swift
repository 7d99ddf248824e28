import Clock
import Testing

@testable import Engine

/// What the recorder does next.
@Suite struct CommitScheduleTests {
    private static let now = Instant.now
    private static let due = now + .seconds(7)
    private static let patience = CommitSchedule.Action.gather(until: now + CommitSchedule.patience)

    private enum Before: CaseIterable {
        case start, supplied, starved, starvedUntil, gathered
    }

    private func schedule(_ before: Before) -> CommitSchedule {
        var schedule = CommitSchedule()
        switch before {
        case .start: break
        case .supplied: schedule.committed(isStarved: false, nextDue: Self.due)
        case .starved: schedule.committed(isStarved: true, nextDue: nil)
        case .starvedUntil: schedule.committed(isStarved: true, nextDue: Self.due)
        case .gathered:
            _ = schedule.next(isOver: false, wanted: 0, hasOutcomes: true, mayGather: true, at: Self.now)
        }
        return schedule
    }

    private struct Case {
        let before: [Before]
        var wanted = 0
        var hasOutcomes = false
        var mayGather = false
        let action: CommitSchedule.Action
    }

    private static let cases: [Case] = [
        // Nothing to record and nothing to take on.
        Case(before: [.start, .supplied, .starved, .gathered], action: .wait(until: nil)),
        Case(before: [.starvedUntil], action: .wait(until: due)),
        // Items are wanted: a commit takes them on, unless the last one found none.
        Case(before: [.start, .supplied, .gathered], wanted: 3, action: .commit(isLast: false)),
        Case(before: [.starved], wanted: 3, action: .wait(until: nil)),
        Case(before: [.starvedUntil], wanted: 3, action: .wait(until: due)),
        // Outcomes are committed, and may wait for others once.
        Case(before: Before.allCases, hasOutcomes: true, action: .commit(isLast: false)),
        Case(before: Before.allCases, wanted: 3, hasOutcomes: true, action: .commit(isLast: false)),
        Case(
            before: [.start, .supplied, .starved, .starvedUntil], hasOutcomes: true, mayGather: true,
            action: patience),
        Case(
            before: [.start, .supplied, .starved, .starvedUntil], wanted: 3, hasOutcomes: true, mayGather: true,
            action: patience),
        Case(before: [.gathered], wanted: 3, hasOutcomes: true, mayGather: true, action: .commit(isLast: false)),
    ]

    @Test("it waits, gathers or commits by what there is", arguments: cases.indices)
    func next(index: Int) {
        let row = Self.cases[index]
        for before in row.before {
            var schedule = schedule(before)
            let action = schedule.next(
                isOver: false, wanted: row.wanted, hasOutcomes: row.hasOutcomes, mayGather: row.mayGather, at: Self.now)
            #expect(action == row.action, "\(before) \(row)")
        }
    }

    @Test("at the end of the session it commits whatever there is")
    func last() {
        for before in Before.allCases {
            for hasOutcomes in [false, true] {
                var schedule = schedule(before)
                let action = schedule.next(
                    isOver: true, wanted: 0, hasOutcomes: hasOutcomes, mayGather: hasOutcomes, at: Self.now)
                #expect(action == .commit(isLast: true), "\(before)")
            }
        }
    }

    @Test("after a wait the feed is asked again")
    func asksAgain() {
        var schedule = schedule(.starvedUntil)
        let wait = schedule.next(isOver: false, wanted: 3, hasOutcomes: false, mayGather: false, at: Self.now)
        #expect(wait == .wait(until: Self.due))
        // The progress line shows it until the next commit says otherwise.
        #expect(schedule.nextDue == Self.due)
        let commit = schedule.next(isOver: false, wanted: 3, hasOutcomes: false, mayGather: false, at: Self.now)
        #expect(commit == .commit(isLast: false))
        schedule.committed(isStarved: false, nextDue: nil)
        #expect(schedule.nextDue == nil)
    }

    @Test("each commit may gather anew")
    func gathersAnew() {
        var schedule = schedule(.gathered)
        schedule.committed(isStarved: false, nextDue: nil)
        let action = schedule.next(isOver: false, wanted: 0, hasOutcomes: true, mayGather: true, at: Self.now)
        #expect(action == Self.patience)
    }
}
