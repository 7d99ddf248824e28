import Journal
import Model
import Secrets
import Testing

@testable import Engine

/// How many items a session may take on.
@Suite struct IntakeTests {
    private static func target(_ number: Int) throws -> Target {
        Target(app: try AppID("00000000-0000-4000-8000-000000000000"), secret: try SecretName("s\(number)"))
    }

    /// What a commit brings back.
    private static func supply(
        released: Int = 0, unprepared: Int = 0, failedPrograms: Int = 0, isExhausted: Bool = false
    ) throws -> Recorder.Supply {
        var supply = Recorder.Supply()
        supply.released = try (0..<released).map { .sample(Int64($0), try target($0)) }
        supply.unprepared = (0..<unprepared).map { number in
            CommitBatch.ItemOutcome(
                item: Int64(released + number), from: .pending, to: .failed, attempts: 0, doubt: .none,
                detail: ResultDetail(statusCode: nil, errorKind: .source, error: ""), startedAt: nil, finishedAt: 0)
        }
        supply.failedPrograms = failedPrograms
        supply.isExhausted = isExhausted
        return supply
    }

    private static func waves(_ size: Int) -> WaveGate {
        WaveGate(WavePolicy(size: .count(size), pause: .zero, gate: nil), items: 100, finished: 0)
    }

    private struct Case {
        var limit: Int?
        var canary = 0
        var wave: Int?
        var released = 0
        var unprepared = 0
        var failedPrograms = 0
        var isFeedExhausted = false
        var capacity: Int
        var isExhausted = false
    }

    private static let cases: [Case] = [
        Case(capacity: .max),
        Case(released: 99, capacity: .max),
        Case(isFeedExhausted: true, capacity: 0, isExhausted: true),
        // All that the run has left.
        Case(released: 97, unprepared: 3, capacity: 0, isExhausted: true),
        // --limit counts all items, also those that are not prepared.
        Case(limit: 10, capacity: 10),
        Case(limit: 10, released: 4, unprepared: 3, capacity: 3),
        Case(limit: 10, released: 7, unprepared: 3, capacity: 0, isExhausted: true),
        // The canary counts those that were sent, and those that a program failed.
        Case(canary: 3, capacity: 3),
        Case(canary: 3, released: 2, unprepared: 5, capacity: 1),
        Case(canary: 3, released: 1, unprepared: 5, failedPrograms: 2, capacity: 0),
        // The end of the canary brings more, so nothing is exhausted.
        Case(canary: 3, released: 3, capacity: 0),
        // A wave counts all items.
        Case(wave: 5, capacity: 5),
        Case(wave: 5, released: 2, unprepared: 1, capacity: 2),
        Case(wave: 5, released: 5, capacity: 0),
        // The narrowest bound holds.
        Case(limit: 7, canary: 3, wave: 5, capacity: 3),
        Case(limit: 4, canary: 9, wave: 5, released: 1, capacity: 3),
        Case(limit: 9, canary: 9, wave: 5, released: 1, capacity: 4),
    ]

    @Test("as many as limit, canary and wave allow, until none is left", arguments: cases.indices)
    func capacity(index: Int) throws {
        let row = Self.cases[index]
        var intake = Intake(limit: row.limit, available: 100, waves: row.wave.map(Self.waves))
        let canary = Canary(size: row.canary)
        let supply = try Self.supply(
            released: row.released, unprepared: row.unprepared, failedPrograms: row.failedPrograms,
            isExhausted: row.isFeedExhausted)
        intake.committed(supply, ended: row.unprepared, canary: canary)
        #expect(intake.capacity(canary) == row.capacity, "\(row)")
        #expect(intake.isExhausted == row.isExhausted, "\(row)")
    }

    @Test("a canary that is over bounds nothing, and what comes later does not count for it")
    func canaryIsOver() throws {
        var intake = Intake(limit: nil, available: 100)
        var canary = Canary(size: 1)
        intake.committed(try Self.supply(released: 1), ended: 0, canary: canary)
        #expect(intake.capacity(canary) == 0)
        let decision = canary.record(.succeeded, nil)
        #expect(decision == .passed)
        intake.committed(try Self.supply(released: 5), ended: 1, canary: canary)
        #expect(intake.capacity(canary) == .max)
    }

    @Test("once exhausted it stays so, and a session without items learns it from its first commit")
    func exhausted() throws {
        var intake = Intake(limit: nil, available: 0)
        let canary = Canary(size: 0)
        #expect(!intake.isExhausted && intake.capacity(canary) == .max)
        intake.committed(try Self.supply(), ended: 0, canary: canary)
        #expect(intake.isExhausted)
        intake.committed(try Self.supply(), ended: 3, canary: canary)
        #expect(intake.isExhausted && intake.capacity(canary) == 0)
    }

    @Test("the last item of a wave ends it, whichever commit brings the outcome")
    func waveEnds() throws {
        var intake = Intake(limit: nil, available: 100, waves: Self.waves(3))
        let canary = Canary(size: 0)
        intake.committed(try Self.supply(released: 2, unprepared: 1), ended: 1, canary: canary)
        #expect(intake.waves?.state == .open)
        intake.committed(try Self.supply(), ended: 2, canary: canary)
        #expect(intake.waves?.state == .ended)
    }
}
