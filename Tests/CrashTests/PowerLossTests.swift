import Foundation
import TestSupport
import Testing

extension CrashCampaign {
    /// The power goes at every sync of a plan's application and of its run.
    @Suite struct PowerLossTests {
        @Test("what was synced before the power went is enough to go on", .timeLimit(.minutes(20)))
        func everySync() async throws {
            var losses = 0
            var syncs = 0
            var sum = Aftermath()
            for step in Aftermath.steps.indices {
                for sync in 1... {
                    let results = try await withThrowingTaskGroup(of: Aftermath.self) { group in
                        for seed in [nil, 1, 2, 3] as [UInt64?] {
                            group.addTask {
                                try await PowerLossScenario(
                                    step: step, sync: sync, seed: seed.map { $0 &* 1_000 &+ UInt64(sync) }
                                ).play()
                            }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    losses += results.count(where: \.isVisited)
                    sum = results.reduce(sum, +)
                    // How many syncs a run has depends on how its answers fall together.
                    guard results.contains(where: \.isVisited) else { break }
                    syncs += 1
                }
            }
            print("power losses \(losses) at \(syncs) syncs, \(sum.summary)")
            #expect(syncs >= 10)
            #expect(sum.isHarmless, "\(sum.summary) \(sum.trouble)")
        }
    }
}
