import Foundation
import TestSupport
import Testing

@testable import Model

/// Compares with croniter, and with a walk through the minutes as Vixie cron makes it, both in Python.
///
/// `REKEY_CRONITER` names an interpreter that has croniter; `REKEY_CRONITER_SEED` repeats a run.
@Suite(.serialized, .enabled(if: CronPeer.interpreter != nil)) struct CronPeerTests {
    private let seed: UInt64
    private var random: SeededRandom

    init() {
        let given = ProcessInfo.processInfo.environment["REKEY_CRONITER_SEED"].flatMap(UInt64.init)
        seed = given ?? .random(in: 0...UInt64.max)
        random = SeededRandom(seed: seed)
    }

    private static let zones = [
        "UTC", "Europe/Paris", "Europe/Dublin", "Europe/Moscow", "America/New_York", "America/Sao_Paulo",
        "America/Asuncion", "America/Caracas", "America/St_Johns", "America/Santiago", "Australia/Lord_Howe",
        "Africa/Casablanca", "Africa/Cairo", "Asia/Beirut", "Asia/Gaza", "Asia/Kathmandu", "Asia/Pyongyang",
        "Asia/Tehran", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "Antarctica/Casey",
        "Antarctica/Troll",
    ]

    @Test("the times before and after an instant are croniter's, away from changes of the clock")
    mutating func instants() throws {
        var questions: [CronPeer.Question] = []
        for _ in 0..<4_000 {
            let expression = CronExpressions.any(using: &random)
            for zone in [random.pick(Self.zones), random.pick(Self.zones)] {
                questions.append(try .init(expression, zone, [random.instant()]))
            }
        }
        var compared = 0
        for (question, answer) in zip(questions, try CronPeer.answers(to: questions, kind: "next")) {
            let instant = question.numbers[0]
            guard question.isFarFromChanges([instant] + answer) else { continue }
            compared += 1
            let ours = [
                question.schedule.latest(
                    atOrBefore: date(instant - 1), in: question.zone.zone, notBefore: .distantPast),
                question.schedule.next(after: date(instant), in: question.zone.zone),
            ]
            #expect(ours.map { $0?.timeIntervalSince1970 } == answer.map(Double.init), "\(question), seed \(seed)")
        }
        #expect(compared > questions.count / 2)
    }

    @Test("the times around changes of the clock are those of a walk through its minutes")
    mutating func changes() throws {
        var questions: [CronPeer.Question] = []
        for zone in Self.zones {
            for _ in 0..<5 {
                let named = try NamedZone(zone)
                let change = named.zone.nextDaylightSavingTimeTransition(after: date(random.instant()))
                let middle = change.map { Int($0.timeIntervalSince1970) } ?? random.instant()
                guard middle < SeededRandom.instants.upperBound else { continue }
                // Sometimes it begins shortly after the change.
                let from = (middle / 60 - .random(in: -180...1_440, using: &random)) * 60
                for _ in 0..<60 {
                    let expression = CronExpressions.nightly(using: &random)
                    questions.append(try .init(expression, zone, [from, from + 2 * 86_400]))
                }
            }
        }
        for (question, answer) in zip(questions, try CronPeer.answers(to: questions, kind: "all")) {
            let (from, until) = (question.numbers[0], question.numbers[1])
            for times in [question.upwards(from: from, until: until), question.downwards(from: from, until: until)] {
                #expect(Set(times).symmetricDifference(answer) == [], "\(question), seed \(seed)")
            }
        }
    }
}

private func date(_ second: Int) -> Date { Date(timeIntervalSince1970: Double(second)) }

extension CronPeer.Question {
    fileprivate func isFarFromChanges(_ instants: [Int]) -> Bool {
        instants.allSatisfy { instant in
            Set([-26, 0, 26].map { zone.zone.secondsFromGMT(for: date(instant + $0 * 3_600)) }).count == 1
        }
    }

    fileprivate func upwards(from: Int, until: Int) -> [Int] {
        var times: [Int] = []
        var last = date(from - 1)
        while let next = schedule.next(after: last, in: zone.zone), next < date(until) {
            times.append(Int(next.timeIntervalSince1970))
            last = next
        }
        return times
    }

    fileprivate func downwards(from: Int, until: Int) -> [Int] {
        var times: [Int] = []
        var last = date(until)
        while let previous = schedule.latest(atOrBefore: last - 1, in: zone.zone, notBefore: date(from - 1)) {
            times.append(Int(previous.timeIntervalSince1970))
            last = previous
        }
        return times.reversed()
    }
}
