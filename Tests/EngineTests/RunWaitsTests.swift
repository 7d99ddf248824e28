import Testing
import Transport

@testable import Engine

/// Everybody who waits in a run, against every order of coming, ringing and ending.
@Suite struct RunWaitsTests {
    /// As a run has them: on a loop.
    private actor Scene {
        let loop: EventLoop
        let waits: RunWaits

        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

        init() throws {
            loop = try EventLoop()
            waits = RunWaits(on: loop)
        }

        func waitForItem() async -> Bool {
            await withCheckedContinuation { waits.add($0) } == nil
        }

        func waitForAlarms() async {
            await waits.recording.wait(isolation: self)
            await waits.cut.wait(isolation: self)
            await waits.timekeeper.wait(isolation: self)
        }

        func close() { waits.close() }
    }

    @Test("the end lets everybody go who waits, and whoever comes later", .timeLimit(.minutes(1)))
    func close() async throws {
        let scene = try Scene()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { await scene.waitForItem() } }
            group.addTask {
                await scene.waitForAlarms()
                return true
            }
            group.addTask {
                await scene.close()
                return true
            }
            for _ in 0..<50 { group.addTask { await scene.waitForItem() } }
            for await isLetGo in group { #expect(isLetGo) }
        }
        await scene.waitForAlarms()
        #expect(await scene.waitForItem())
        scene.loop.close()
    }
}
