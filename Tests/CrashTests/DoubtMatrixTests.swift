import CrashPoints
import Foundation
import TestSupport
import Testing

extension CrashCampaign {
    /// Each way in which an answer is never seen, with each answer to the replay, and what people do next.
    @Suite struct DoubtMatrixTests {
        private static let losses: [DoubtScenario.Loss] =
            [.cut, .gateway]
            + [
                .valuesAfterCommit, .departing, .answered, .stepReturned, .outcomeBeforeCommit, .outcomeAfterCommit,
                .recoveryBeforeCommit, .recoveryAfterCommit,
                .reopenBeforeCommit, .reopenAfterCommit,
            ].map(DoubtScenario.Loss.crash)

        private static var scenarios: [DoubtScenario] {
            losses.flatMap { loss in
                ReplayClass.allCases.flatMap { replay in
                    // What is cancelled stands as the loss and the replay left it, so two losses say enough of it.
                    (["answer cut", "answered"].contains(loss.name) ? DoubtScenario.Next.allCases : [.mixed])
                        .map { DoubtScenario(loss: loss, replay: replay, next: $0) }
                }
            }
        }

        @Test(
            "a doubt outlives a crash and a refusal: no second value, no wrong previous one", .timeLimit(.minutes(20)))
        func matrix() async throws { try await play(Self.scenarios) }

        @Test("looking at what is in doubt sends no second value and forgets no doubt", .timeLimit(.minutes(10)))
        func looking() async throws {
            let losses = Self.losses.filter { ["answer cut", "answered", "departing"].contains($0.name) }
            try await play(
                losses.flatMap { loss in
                    ReplayClass.allCases.map { DoubtScenario(loss: loss, replay: $0, next: .mixed, confirms: true) }
                })
        }

        private func play(_ scenarios: [DoubtScenario]) async throws {
            let losses = Self.losses.filter { loss in scenarios.contains { $0.loss.name == loss.name } }
            let results = try await withThrowingTaskGroup(of: (Int, DoubtScenario.Result).self) { group in
                var results: [Int: DoubtScenario.Result] = [:]
                for (index, scenario) in scenarios.enumerated() {
                    if index >= 6, let (done, result) = try await group.next() { results[done] = result }
                    group.addTask { (index, try await scenario.play()) }
                }
                for try await (done, result) in group { results[done] = result }
                return scenarios.indices.compactMap { index in results[index].map { (scenarios[index], $0) } }
            }
            Self.printTable(results, losses)
            for (scenario, result) in results {
                let name = "\(scenario.loss.name), then \(scenario.replay.rawValue), then \(scenario.next.rawValue)"
                #expect(result.secondValues == 0, "\(name): an item sent two values")
                #expect(result.wrongPrevious == 0, "\(name): a value was sent as previous that was not in force")
                #expect(result.wrongRollbacks == 0, "\(name): a rollback put back something else")
                #expect(result.forgottenDoubts == 0, "\(name): in place, and not in doubt")
                if !result.trouble.isEmpty { Issue.record("\(name): \(result.trouble.joined(separator: "; "))") }
            }
            for loss in losses where !results.contains(where: { $0.0.loss.name == loss.name && $0.1.isVisited }) {
                Issue.record("no scenario came to \(loss.name)")
            }
        }

        private static func printTable(
            _ results: [(DoubtScenario, DoubtScenario.Result)], _ losses: [DoubtScenario.Loss]
        ) {
            let pad = { (text: String, count: Int) in text.padding(toLength: count, withPad: " ", startingAt: 0) }
            let width = losses.map(\.name.count).max() ?? 0
            var lines = [
                "how items stand after the replay (? = in doubt), by what was lost and what the replay was answered",
                pad("", width) + "  " + ReplayClass.allCases.map { pad($0.rawValue, 11) }.joined(),
            ]
            for loss in losses {
                let cells = ReplayClass.allCases.map { replay in
                    let cell = results.first { $0.0.loss.name == loss.name && $0.0.replay == replay && $0.1.isVisited }
                    return pad(cell?.1.outcome ?? "-", 11)
                }
                lines.append(pad(loss.name, width) + "  " + cells.joined())
            }
            let sum = { (count: (DoubtScenario.Result) -> Int) in results.reduce(0) { $0 + count($1.1) } }
            lines.append(
                "scenarios \(sum { $0.isVisited ? 1 : 0 }), second values \(sum(\.secondValues)), wrong previous values "
                    + "\(sum(\.wrongPrevious)), wrong rollbacks \(sum(\.wrongRollbacks)), doubts forgotten "
                    + "\(sum(\.forgottenDoubts))")
            print(lines.joined(separator: "\n"))
        }
    }
}
