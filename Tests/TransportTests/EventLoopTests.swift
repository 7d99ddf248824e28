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
}
