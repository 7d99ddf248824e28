import CrashPoints
import Foundation
import TestSupport
import Testing

extension CrashCampaign {
    /// Each crash point with each class of answers, once, instead of hoping for luck.
    @Suite struct CrashMatrixTests {
        /// A point that is passed for an item meets each class of answers; another, like one of `prune`, three of them, each
        /// point other ones. Only items that were refused are retried. `REKEY_CRASH_MATRIX=all` plays all.
        private static var scenarios: [CrashScenario] {
            let isWhole = ProcessInfo.processInfo.environment["REKEY_CRASH_MATRIX"] == "all"
            return CrashPoint.allCases.enumerated().flatMap { number, point in
                AnswerClass.allCases.enumerated().flatMap { index, answer -> [CrashScenario] in
                    let isPlayed =
                        isWhole || point.isOfAnItem || (index + number) % AnswerClass.allCases.count < 3
                        || answer == .refused && [.retryBeforeCommit, .retryAfterCommit].contains(point)
                    let visits = isPlayed ? (point.isOfAnItem ? [1, 2] : [1]) : []
                    return visits.map { CrashScenario(point: point, visit: $0, answer: answer) }
                }
            }
        }

        /// Points between the sealing of an item's values and the record of its outcome.
        private static let ofRequests: [CrashPoint] = [
            .valuesAfterCommit, .departing, .answered, .stepReturned, .standingBeforeCommit, .standingAfterCommit,
            .outcomeBeforeCommit, .outcomeAfterCommit,
        ]

        private static func scenarios(_ secrets: CrashScenario.Secrets) -> [CrashScenario] {
            ofRequests.flatMap { point in
                AnswerClass.allCases.map { CrashScenario(point: point, visit: 1, answer: $0, secrets: secrets) }
            }
        }

        @Test("a crash at any point, whatever the API answers, loses nothing", .timeLimit(.minutes(20)))
        func matrix() async throws {
            try await play(Self.scenarios, points: CrashPoint.allCases, "")
        }

        @Test("a crash while secrets are created loses nothing, whatever a POST is answered", .timeLimit(.minutes(10)))
        func created() async throws {
            try await play(Self.scenarios(.areMissing), points: Self.ofRequests, ", secrets being created")
        }

        @Test("a crash while values are read back loses nothing", .timeLimit(.minutes(10)))
        func confirmed() async throws {
            let scenarios = Self.scenarios(.areConfirmed).filter { [.confirmed, .cutAfter].contains($0.answer) }
            try await play(scenarios, points: Self.ofRequests, ", values being read back")
        }

        private func play(_ scenarios: [CrashScenario], points: [CrashPoint], _ title: String) async throws {
            let results = try await withThrowingTaskGroup(of: CrashScenario.Result.self) { group in
                var results: [CrashScenario.Result] = []
                for (index, scenario) in scenarios.enumerated() {
                    if index >= 6, let result = try await group.next() { results.append(result) }
                    group.addTask { try await scenario.play() }
                }
                for try await result in group { results.append(result) }
                return results
            }
            Self.printTable(results, points, title)
            #expect(results.allSatisfy { $0.lost == 0 })
            #expect(results.allSatisfy { $0.doubleValues == 0 })
            #expect(results.allSatisfy { $0.sentAgain == 0 })
            #expect(results.allSatisfy { $0.unrecorded == 0 })
            for result in results where !result.trouble.isEmpty {
                Issue.record(
                    "\(result.point.rawValue), \(result.answer.rawValue): \(result.trouble.joined(separator: "; "))")
            }
            for point in points where !results.contains(where: { $0.point == point && $0.isVisited }) {
                Issue.record("no scenario came to \(point.rawValue)")
            }
        }

        private static func printTable(
            _ results: [CrashScenario.Result], _ points: [CrashPoint], _ title: String
        ) {
            let width = CrashPoint.allCases.map(\.rawValue.count).max() ?? 0
            let pad = { (text: String, count: Int) in text.padding(toLength: count, withPad: " ", startingAt: 0) }
            var lines = [
                "kills at each crash point, by what the API answered\(title)",
                pad("", width) + "  " + AnswerClass.allCases.map { pad($0.rawValue, 10) }.joined(),
            ]
            for point in points {
                let cells = AnswerClass.allCases.map { answer in
                    let visited = results.count { $0.point == point && $0.answer == answer && $0.isVisited }
                    return pad(visited == 0 ? "-" : String(visited), 10)
                }
                lines.append(pad(point.rawValue, width) + "  " + cells.joined())
            }
            let sum = { (count: (CrashScenario.Result) -> Int) in results.reduce(0) { $0 + count($1) } }
            lines.append(
                "positions visited \(sum { $0.isVisited ? 1 : 0 }), values lost \(sum(\.lost)), double values "
                    + "\(sum(\.doubleValues)), confirmed items sent again \(sum(\.sentAgain)), attempts unrecorded "
                    + "\(sum(\.unrecorded))")
            print(lines.joined(separator: "\n"))
        }
    }
}

extension CrashPoint {
    /// Passed for each item or commit, so that a second visit is another position.
    fileprivate var isOfAnItem: Bool {
        switch self {
        case .releaseBeforeCommit, .releaseAfterCommit, .departing, .answered, .stepReturned, .standingBeforeCommit,
            .standingAfterCommit, .outcomeBeforeCommit, .outcomeAfterCommit:
            true
        default: false
        }
    }
}
