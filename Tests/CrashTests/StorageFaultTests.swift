import Foundation
import Sandbox
import TestSupport
import Testing

extension CrashCampaign {
    /// A disk that fails, is full, is damaged, or belongs to somebody else for a while.
    @Suite struct StorageFaultTests {
        @Test("a disk that fails or fills up at any write loses nothing", .timeLimit(.minutes(20)))
        func everyWrite() async throws {
            for kind in StorageFaultScenario.Kind.allCases {
                var positions = 0
                var sum = Aftermath()
                for step in Aftermath.steps.indices {
                    var quiet = 0
                    // A failed write that changes nothing (a log that could not be emptied) is no error of the step, so
                    // the end is where several in a row change nothing.
                    for first in stride(from: 1, to: 2_000, by: 4) where quiet < 8 {
                        let results = try await withThrowingTaskGroup(of: Aftermath.self) { group in
                            for position in first..<first + 4 {
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
