import Testing

@testable import Rekey

/// Signals between those who listen in turn.
@Suite struct SignalRelayTests {
    @Test("everybody who listens hears a signal, and one that nobody heard goes to the next who does")
    func turns() async {
        let relay = SignalRelay()
        relay.deliver(1)
        var first = relay.stream().makeAsyncIterator()
        #expect(await first.next() == 1)
        var second = relay.stream().makeAsyncIterator()
        relay.deliver(2)
        #expect(await first.next() == 2)
        #expect(await second.next() == 2)
    }

    @Test("what begins later knows of each signal that came before, whoever heard it or dropped it")
    func fromStart() async {
        let relay = SignalRelay()
        var dropped: AsyncStream<Int32>? = relay.stream()
        relay.deliver(15)
        dropped = nil  // it was told, and ended without having looked
        #expect(dropped == nil)
        var later = relay.streamFromStart().makeAsyncIterator()
        #expect(await later.next() == 15)
        relay.deliver(2)
        #expect(await later.next() == 2)
        var last = relay.streamFromStart().makeAsyncIterator()
        #expect(await last.next() == 15)
        #expect(await last.next() == 2)
    }

    @Test("a listener that comes while signals do hears each of them once, in order", .timeLimit(.minutes(1)))
    func race() async {
        for _ in 0..<200 {
            let relay = SignalRelay()
            async let heard: [Int32] = {
                var numbers: [Int32] = []
                for await number in relay.streamFromStart() {
                    numbers.append(number)
                    if number == 50 { break }
                }
                return numbers
            }()
            for number in 1...50 { relay.deliver(Int32(number)) }
            #expect(await heard == Array(1...50))
        }
    }
}
