import Secrets
import Testing

@testable import Transport

/// The thread under the requests.
@Suite struct EventLoopTests {
    @Test("a loop that has been closed has no thread any more that could still use a library which is going")
    func closed() throws {
        for _ in 0..<50 {
            var loop: EventLoop? = try EventLoop()
            weak var left: EventLoop?
            left = loop  // the thread holds on to it until its last line
            loop?.close()
            loop = nil
            #expect(left == nil)
        }
    }

    /// Lives on a loop.
    private actor Dweller {
        private let loop: EventLoop
        private(set) var count = 0

        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

        init(_ loop: EventLoop) {
            self.loop = loop
        }

        func add() { count += 1 }
    }

    @Test("what comes to a loop that has ended is done all the same, one at a time", .timeLimit(.minutes(1)))
    func late() async throws {
        let loop = try EventLoop()
        let dweller = Dweller(loop)
        await dweller.add()
        loop.close()
        await withTaskGroup { group in
            for _ in 0..<16 { group.addTask { for _ in 0..<100 { await dweller.add() } } }
        }
        #expect(await dweller.count == 1_601)
    }

    @Test("a request for a loop that has ended fails, and nobody waits for it", .timeLimit(.minutes(1)))
    func lateRequest() async throws {
        let loop = try EventLoop()
        let client = try HTTPClient(on: loop, settings: HTTPSettings())
        loop.close()
        guard case .failure(let failure) = await client.send(HTTPRequest(.get, url: "http://127.0.0.1:9/")) else {
            Issue.record("it was answered")
            return
        }
        #expect(failure.cause == .setup && !failure.mayHaveArrived)
    }

    @Test("jobs that come while a loop ends are all done", .timeLimit(.minutes(1)))
    func ending() async throws {
        for _ in 0..<200 {
            let loop = try EventLoop()
            let dweller = Dweller(loop)
            await withTaskGroup { group in
                for _ in 0..<4 { group.addTask { for _ in 0..<5 { await dweller.add() } } }
                group.addTask { loop.close() }
            }
            #expect(await dweller.count == 20)
        }
    }
}
