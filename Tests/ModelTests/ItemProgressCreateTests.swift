import Secrets
import Testing

@testable import Model

/// What answers lead to where a secret may have to be created, or its values may be read back.
@Suite struct ItemProgressCreateTests {
    private static func lost(sent: Bool = true) -> Answer {
        .lost(TransportFailure(kind: .reset, message: "", mayHaveArrived: sent))
    }

    private static func status(_ code: Int) -> Answer { .status(code, message: nil, retryAfter: nil) }

    // MARK: create: missing

    @Test("a secret that does not exist is created, whoever said so", arguments: [Request.get, .put])
    func creates(request: Request) {
        var item = ItemProgress(allowed: 2, creates: true)
        #expect(item.received(Self.status(404), to: request) == .create)
        #expect(item.received(.confirmed, to: .post) == .succeed)
        #expect(item.doubt == .none && item.attempts == 1)
        var other = ItemProgress(allowed: 2)
        #expect(other.received(Self.status(404), to: request) == .settle(.failed, .notFound))
    }

    @Test(
        "what a POST is answered decides like a PUT, but for 404 and 405",
        arguments: [
            (status(400), ItemProgress.Action.settle(.failed, .badRequest), Doubt.none),
            (status(403), .settle(.failed, .forbidden), .none), (status(404), .settle(.failed, .notFound), .none),
            (status(422), .settle(.failed, .validation), .none), (status(401), .stopRun(.unauthorized), .none),
            (status(204), .settle(.failed, .unexpectedStatus), .answered),
            (status(503), .retry(afterAttempt: 1), .answered), (status(429), .retry(afterAttempt: 1), .none),
            (lost(), .retry(afterAttempt: 1), .unanswered), (lost(sent: false), .retry(afterAttempt: 1), .none),
            (.unsupported(405, message: nil), .settle(.failed, .unsupported), .none),
            (.unexpected(status: 200, reason: ""), .settle(.failed, .unexpectedResponse), .answered),
        ])
    func post(answer: Answer, action: ItemProgress.Action, doubt: Doubt) {
        var item = ItemProgress(allowed: 2, creates: true)
        _ = item.received(Self.status(404), to: .get)
        #expect(item.received(answer, to: .post) == action)
        #expect(item.doubt == doubt)
    }

    @Test("a secret that exists meanwhile is written, once without an attempt and then within the attempts")
    func conflict() {
        var item = ItemProgress(allowed: 2, creates: true)
        #expect(item.received(Self.status(409), to: .post) == .startAgain)
        #expect(item.received(Self.status(404), to: .put) == .create)
        #expect(item.received(Self.status(409), to: .post) == .retry(afterAttempt: 1))
        #expect(item.received(Self.status(404), to: .put) == .create)
        #expect(item.received(Self.status(409), to: .post) == .settle(.failed, .unexpectedStatus))
    }

    @Test("a lost POST stays in doubt until the same values are confirmed")
    func lostPost() {
        var item = ItemProgress(allowed: 3, creates: true)
        _ = item.received(Self.lost(), to: .post)
        #expect(item.received(Self.status(409), to: .post) == .startAgain && item.doubt == .unanswered)
        #expect(item.received(Self.status(422), to: .put) == .settle(.unknown, .validation))
        item = ItemProgress(doubt: .unanswered, allowed: 3, creates: true)
        #expect(item.received(.confirmed, to: .put) == .succeed && item.doubt == .none)
    }

    // MARK: confirm

    @Test("an item that would end in doubt is looked at first, and what was sent settles it")
    func lookedAt() {
        var item = ItemProgress(allowed: 1, confirm: .unknown)
        #expect(item.received(Self.lost(), to: .put) == .readBack)
        #expect(item.received(.confirmed, to: .reveal) == .succeed && item.doubt == .none)
        item = ItemProgress(allowed: 1, confirm: .unknown)
        #expect(item.received(Self.status(504), to: .put) == .readBack)
        // Without doubt there is nothing to look for.
        item = ItemProgress(allowed: 1, confirm: .unknown)
        #expect(item.received(Self.status(422), to: .put) == .settle(.failed, .validation))
        #expect(item.received(.confirmed, to: .put) == .succeed)
    }

    @Test("other values are looked at again, then sent again once with new attempts, and then the doubt stays")
    func sentAgain() {
        var item = ItemProgress(allowed: 2, confirm: .unknown)
        _ = item.received(Self.lost(), to: .put)
        #expect(item.received(Self.lost(), to: .put) == .readBack)
        #expect(item.received(.differs, to: .reveal) == .retry(afterAttempt: 1))
        #expect(item.received(.differs, to: .reveal) == .startAgain && item.doubt == .unanswered)
        #expect(item.received(Self.lost(), to: .put) == .retry(afterAttempt: 1))
        #expect(item.received(Self.lost(), to: .put) == .readBack)
        #expect(item.received(Self.lost(), to: .reveal) == .retry(afterAttempt: 1))
        #expect(item.received(.differs, to: .reveal) == .settle(.unknown, .reset))
    }

    @Test("an item in doubt from before is looked at once before anything is sent")
    func first() {
        var item = ItemProgress(doubt: .unanswered, allowed: 3, confirm: .unknown)
        #expect(item.readsFirst)
        #expect(item.received(.differs, to: .reveal) == .startAgain && !item.readsFirst)
        item = ItemProgress(doubt: .answered, allowed: 3, confirm: .every)
        #expect(item.received(.confirmed, to: .reveal) == .succeed)
        #expect(!ItemProgress(doubt: .unanswered, allowed: 3).readsFirst)
        #expect(!ItemProgress(allowed: 3, confirm: .every).readsFirst)
    }

    @Test("a write that was confirmed and not read stays in doubt for a session that does not read")
    func notRead() {
        var item = ItemProgress(doubt: .answered, allowed: 1, isWritten: true)
        #expect(!item.readsFirst)
        #expect(item.received(Self.status(422), to: .put) == .settle(.failed, .validation) && item.doubt == .answered)
    }

    @Test("each write is read back with `every`, and a server that lags is waited for")
    func every() {
        var item = ItemProgress(allowed: 3, creates: true, confirm: .every)
        #expect(item.received(.confirmed, to: .post) == .readBack && item.doubt == .answered)
        #expect(item.received(.differs, to: .reveal) == .retry(afterAttempt: 1))
        #expect(item.received(.differs, to: .reveal) == .retry(afterAttempt: 2))
        #expect(item.received(.confirmed, to: .reveal) == .succeed && item.doubt == .none)
        item = ItemProgress(allowed: 1, confirm: .every)
        #expect(item.received(.confirmed, to: .put) == .readBack)
        #expect(item.received(.differs, to: .reveal) == .settle(.failed, .unexpectedResponse))
        #expect(item.doubt == .answered)
    }

    @Test(
        "where nobody may read the values, the run continues as if it had not looked",
        arguments: [
            status(403), status(404), .unsupported(405, message: nil), .unexpected(status: 200, reason: ""),
        ])
    func unread(answer: Answer) {
        var item = ItemProgress(allowed: 2, confirm: .every)
        _ = item.received(.confirmed, to: .put)
        #expect(item.received(answer, to: .reveal) == .cannotRead && item.continueUnread() == .succeed)
        #expect(item.doubt == .none)
        item = ItemProgress(allowed: 1, confirm: .unknown)
        _ = item.received(Self.lost(), to: .put)
        #expect(item.received(answer, to: .reveal) == .cannotRead)
        #expect(item.continueUnread() == .settle(.unknown, .reset))
        item = ItemProgress(doubt: .unanswered, allowed: 1, confirm: .unknown)
        #expect(item.received(answer, to: .reveal) == .cannotRead && item.continueUnread() == .startAgain)
    }
}
