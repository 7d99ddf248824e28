import Foundation
import Sandbox
import TestSupport
import Testing

extension CrashCampaign {
    /// A disk that fails, is full, is damaged, or belongs to somebody else for a while.
    @Suite struct StorageFaultTests {
        /// Each position is one kind's or the other's, the odd ones and the even ones, so that a check of main takes
        /// minutes less; REKEY_STORAGE_FAULTS=all makes it both.
        private static let stride =
            ProcessInfo.processInfo.environment["REKEY_STORAGE_FAULTS"] == "all" ? 1 : 2

        @Test("a disk that fails or fills up at any write loses nothing", .timeLimit(.minutes(20)))
        func everyWrite() async throws {
            for (index, kind) in StorageFaultScenario.Kind.allCases.enumerated() {
                var positions = 0
                var sum = Aftermath()
                for step in Aftermath.steps.indices {
                    var quiet = 0
                    // A failed write that changes nothing (a log that could not be emptied) is no error of the step, so
                    // the end is where several in a row change nothing.
                    let begin = Self.stride == 1 ? 1 : 1 + index
                    for first in Swift.stride(from: begin, to: 2_000, by: 4 * Self.stride) where quiet < 8 {
                        let results = try await withThrowingTaskGroup(of: Aftermath.self) { group in
                            for position in Swift.stride(from: first, to: first + 4 * Self.stride, by: Self.stride) {
                                group.addTask {
                                    try await StorageFaultScenario(kind: kind, step: step, position: position).play()
                                }
                            }
                            return try await group.reduce(into: []) { $0.append($1) }
                        }
                        for result in results { quiet = result.isVisited ? 0 : quiet + 1 }
                        positions += results.count(where: \.isVisited)
                        sum = results.reduce(sum, +)
                    }
                }
                print("disk \(kind.rawValue): positions \(positions), \(sum.summary)")
                #expect(positions > 10)
                #expect(sum.isHarmless, "\(sum.summary) \(sum.trouble)")
            }
        }
    }
}
