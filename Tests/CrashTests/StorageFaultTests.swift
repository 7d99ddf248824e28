import Foundation
import Sandbox
import TestSupport
import Testing

extension CrashCampaign {
    /// A disk that fails, is full, is damaged, or belongs to somebody else for a while.
    @Suite struct StorageFaultTests {
        @Test("a disk that fails or fills up at any write loses nothing", .timeLimit(.minutes(10)))
        func everyWrite() async throws {
            var sums: [StorageFaultScenario.Kind: (positions: Int, lost: Int, double: Int, again: Int)] = [:]
            for kind in StorageFaultScenario.Kind.allCases {
                var sum = (positions: 0, lost: 0, double: 0, again: 0)
                for step in StorageFaultScenario.steps.indices {
                    var quiet = 0
                    // A failed write that changes nothing (a log that could not be emptied) is no error of the step, so the
                    // end is where several in a row change nothing.
                    for first in stride(from: 1, to: 2_000, by: 4) where quiet < 8 {
                        let results = try await withThrowingTaskGroup(of: StorageFaultScenario.Result.self) { group in
                            for position in first..<first + 4 {
                                group.addTask {
                                    try await StorageFaultScenario(kind: kind, step: step, position: position).play()
                                }
                            }
                            return try await group.reduce(into: []) { $0.append($1) }
                        }
                        for result in results {
                            quiet = result.isVisited ? 0 : quiet + 1
                            sum.positions += result.isVisited ? 1 : 0
                            sum.lost += result.lost
                            sum.double += result.doubleValues
                            sum.again += result.sentAgain
                            if !result.trouble.isEmpty {
                                Issue.record(
                                    "\(kind), step \(step), from \(first): \(result.trouble.joined(separator: "; "))")
                            }
                        }
                    }
                }
                sums[kind] = sum
                print(
                    "disk \(kind.rawValue): positions \(sum.positions), values lost \(sum.lost), double values \(sum.double), "
                        + "confirmed items sent again \(sum.again)")
                #expect(sum.positions > 10)
                #expect(sum.lost == 0 && sum.double == 0 && sum.again == 0)
            }
        }
    }
}
