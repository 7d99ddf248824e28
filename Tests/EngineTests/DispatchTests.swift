import Clock
import Model
import Secrets
import Testing

@testable import Engine

@Suite struct DispatchTests {
    private let start = Instant.now

    private func item(_ number: Int64, app: Int = 0) throws -> WorkItem {
        let id = "00000000-0000-4000-8000-00000000000\(app)"
        return .sample(number, Target(app: try AppID(id), secret: try SecretName("s\(number)")))
    }

    private func dispatch(
        rate: String? = nil, burst: Int = 1, breaker: Int = 0, window: Int = 1_024, perApp: Int? = nil
    ) throws -> Dispatch {
        Dispatch(
            pace: try rate.map { Pace(rate: try Rate(text: $0), burst: burst, theoreticalArrival: start) },
            heldUntil: start, breaker: Breaker(threshold: breaker, retry: RetryPolicy(base: .seconds(1))),
            window: ConcurrencyWindow(ceiling: window), perApp: perApp)
    }

    /// What `next` says, in a form that can be compared.
    private func next(_ dispatch: inout Dispatch, after: Duration = .zero) -> String {
        switch dispatch.next(now: start + after) {
        case .send(let item): "send \(item.id)"
        case .wait(let until): until.map { "wait \(start.duration(to: $0).wholeMilliseconds)" } ?? "wait"
        case .finished: "finished"
        }
    }

    @Test("items leave in their order, and the end comes when the last is back")
    func order() throws {
        var dispatch = try dispatch()
        #expect(next(&dispatch) == "wait")
        dispatch.add([try item(1), try item(2)])
        dispatch.isExhausted = true
        #expect(next(&dispatch) == "send 1")
        #expect(next(&dispatch) == "send 2")
        #expect(next(&dispatch) == "wait")
        dispatch.returned(try item(1))
        dispatch.returned(try item(2))
        #expect(next(&dispatch) == "finished")
    }

    @Test("the pace counts every request, retries too")
    func pace() throws {
        var dispatch = try dispatch(rate: "10/s", burst: 2)
        dispatch.add([try item(1), try item(2), try item(3)])
        #expect(next(&dispatch) == "send 1")
        #expect(next(&dispatch) == "send 2")
        #expect(next(&dispatch) == "wait 100")
        dispatch.returned(try item(1))
        dispatch.awaitRecord()
        dispatch.retry(try item(1), at: start + .milliseconds(50))
        #expect(next(&dispatch, after: .milliseconds(60)) == "wait 100")
        #expect(next(&dispatch, after: .milliseconds(100)) == "send 3")
        #expect(next(&dispatch, after: .milliseconds(250)) == "send 1")
    }

    @Test("no more are under way than the window allows, which narrows and widens with the answers")
    func window() throws {
        var dispatch = try dispatch(window: 2)
        dispatch.add([try item(1), try item(2), try item(3), try item(4)])
        #expect(next(&dispatch) == "send 1")
        #expect(next(&dispatch) == "send 2")
        #expect(next(&dispatch) == "wait")
        dispatch.apiHadTooMuch(start: start, at: start)
        dispatch.returned(try item(1))
        #expect(next(&dispatch) == "wait")
        dispatch.returned(try item(2))
        #expect(next(&dispatch) == "send 3")
        dispatch.apiKeptUp(after: .milliseconds(1), start: start + .milliseconds(1))
        #expect(next(&dispatch) == "send 4")
    }

    @Test("Retry-After holds back everything")
    func held() throws {
        var dispatch = try dispatch()
        dispatch.add([try item(1)])
        dispatch.hold(until: start + .seconds(2))
        dispatch.hold(until: start + .seconds(1))
        #expect(next(&dispatch) == "wait 2000")
        #expect(next(&dispatch, after: .seconds(2)) == "send 1")
    }

    @Test("an item that waits for its next try holds back no other")
    func retry() throws {
        var dispatch = try dispatch()
        dispatch.awaitRecord()
        dispatch.retry(try item(1), at: start + .seconds(3))
        dispatch.add([try item(2)])
        #expect(next(&dispatch) == "send 2")
        #expect(next(&dispatch) == "wait 3000")
        #expect(next(&dispatch, after: .seconds(3)) == "send 1")
    }

    @Test("nothing is finished while an item waits for the record of its last attempt")
    func unrecorded() throws {
        var dispatch = try dispatch()
        dispatch.add([try item(1)])
        dispatch.isExhausted = true
        #expect(next(&dispatch) == "send 1")
        dispatch.awaitRecord()
        dispatch.returned(try item(1))
        #expect(next(&dispatch) == "wait")
        dispatch.retry(try item(1), at: start)
        #expect(next(&dispatch) == "send 1")
        dispatch.returned(try item(1))
        #expect(next(&dispatch) == "finished")
    }

    @Test("the bound per app parks items of that app alone")
    func perApp() throws {
        var dispatch = try dispatch(perApp: 1)
        dispatch.add([try item(1, app: 1), try item(2, app: 1), try item(3, app: 2)])
        dispatch.isExhausted = true
        #expect(next(&dispatch) == "send 1")
        #expect(next(&dispatch) == "send 3")
        #expect(next(&dispatch) == "wait")
        dispatch.returned(try item(3, app: 2))
        #expect(next(&dispatch) == "wait")
        dispatch.returned(try item(1, app: 1))
        #expect(next(&dispatch) == "send 2")
    }

    @Test("an open breaker lets one probe through, and its answer lets the rest go")
    func breaker() throws {
        var dispatch = try dispatch(breaker: 1)
        dispatch.add([try item(1), try item(2), try item(3)])
        #expect(next(&dispatch) == "send 1")
        dispatch.returned(try item(1))
        dispatch.apiFailed(at: start)
        #expect(next(&dispatch) == "wait 4000")
        #expect(next(&dispatch, after: .seconds(4)) == "send 2")
        #expect(next(&dispatch, after: .seconds(4)) == "wait")
        dispatch.returned(try item(2))
        dispatch.apiAnswered()
        #expect(next(&dispatch, after: .seconds(4)) == "send 3")
    }

    @Test("a stop ends everything and gives back what never left")
    func stop() throws {
        var dispatch = try dispatch(rate: "1/s")
        dispatch.add([try item(1), try item(2)])
        dispatch.awaitRecord()
        dispatch.retry(try item(3), at: start + .seconds(9))
        #expect(next(&dispatch) == "send 1")
        #expect(next(&dispatch).hasPrefix("wait"))
        dispatch.stop(.signal(15))
        dispatch.stop(.breaker)
        #expect(next(&dispatch) == "finished")
        #expect(dispatch.stop == .signal(15))
        #expect(Set(dispatch.takeLeftOver().map(\.id)) == [2, 3])
    }

    @Test("a program waits for its turn, but for no pace, hold or breaker, and is no probe")
    func programs() throws {
        let target = try item(9).target
        var paced = try dispatch(rate: "1/s")
        paced.add([try item(1), .sample(9, target, phase: .set)])
        #expect(next(&paced) == "send 1")
        #expect(next(&paced) == "send 9")
        paced.returned(.sample(9, target, phase: .set))
        paced.enqueueUrgent(.sample(9, target, phase: .put))
        #expect(next(&paced) == "wait 1000")

        var broken = try dispatch(breaker: 1)
        broken.apiFailed(at: start)
        broken.add([.sample(9, target, phase: .set)])
        #expect(next(&broken, after: .seconds(60)) == "send 9")
        broken.returned(.sample(9, target, phase: .set))
        broken.enqueueUrgent(.sample(9, target, phase: .put))
        #expect(next(&broken, after: .seconds(60)) == "send 9")
        #expect(broken.breaker.state == .probing)
    }
}
