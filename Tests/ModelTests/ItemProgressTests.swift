import Secrets
import Testing

@testable import Model

/// What each answer leads to, line by line.
@Suite struct ItemProgressTests {
    private static func lost(_ kind: ErrorKind, sent: Bool) -> Answer {
        .lost(TransportFailure(kind: kind, message: "", mayHaveArrived: sent))
    }

    private static func status(_ code: Int) -> Answer { .status(code, message: nil, retryAfter: nil) }

    @Test("200 as sent succeeds")
    func success() {
        var item = ItemProgress(allowed: 5)
        #expect(item.received(.confirmed, to: .put) == .succeed)
    }

    @Test(
        "answers that no second try would change fail at once",
        arguments: [
            (400, ErrorKind.badRequest), (403, .forbidden), (404, .notFound), (413, .unexpectedStatus),
            (422, .validation), (418, .unexpectedStatus), (301, .redirect), (302, .redirect), (307, .redirect),
            (201, .unexpectedStatus), (204, .unexpectedStatus), (501, .serverError), (505, .serverError),
            (599, .serverError),
        ])
    func final(code: Int, kind: ErrorKind) {
        var item = ItemProgress(allowed: 5)
        #expect(item.received(Self.status(code), to: .put) == .settle(.failed, kind))
    }

    @Test(
        "answers that pass are tried again, and then have their kind",
        arguments: [
            (408, ErrorKind.timeout), (409, .unexpectedStatus), (425, .unexpectedStatus), (429, .rateLimited),
            (500, .serverError), (502, .serverError), (503, .serverError), (504, .serverError),
            (520, .serverError), (522, .serverError), (524, .serverError), (529, .serverError),
        ])
    func transient(code: Int, kind: ErrorKind) {
        var item = ItemProgress(allowed: 3)
        #expect(item.received(Self.status(code), to: .put) == .retry(afterAttempt: 1))
        #expect(item.received(Self.status(code), to: .put) == .retry(afterAttempt: 2))
        #expect(item.received(Self.status(code), to: .put) == .settle(.failed, kind))
    }

    @Test("a lost answer that was never settled leaves the item unknown", arguments: [ErrorKind.reset, .timeout])
    func unknown(kind: ErrorKind) {
        var item = ItemProgress(allowed: 2)
        #expect(item.received(Self.lost(kind, sent: true), to: .put) == .retry(afterAttempt: 1))
        #expect(item.received(Self.lost(kind, sent: true), to: .put) == .settle(.unknown, kind))
    }

    @Test("a request that never left leaves nothing unknown", arguments: [ErrorKind.connect, .dns, .tls, .timeout])
    func neverSent(kind: ErrorKind) {
        var item = ItemProgress(allowed: 1)
        #expect(item.received(Self.lost(kind, sent: false), to: .put) == .settle(.failed, kind))
    }

    @Test("a read changes nothing, so that losing its answer leaves nothing unknown")
    func reads() {
        var item = ItemProgress(allowed: 1)
        #expect(item.received(Self.lost(.reset, sent: true), to: .get) == .settle(.failed, .reset))
    }

    @Test("a later outage does not settle an earlier lost answer")
    func ambiguityStays() {
        var item = ItemProgress(allowed: 2)
        _ = item.received(Self.lost(.timeout, sent: true), to: .put)
        #expect(item.received(Self.lost(.connect, sent: false), to: .put) == .settle(.unknown, .connect))
        var other = ItemProgress(allowed: 2)
        _ = other.received(Self.lost(.timeout, sent: true), to: .put)
        #expect(other.received(Self.status(503), to: .put) == .settle(.unknown, .serverError))
    }

    @Test("a success settles an earlier lost answer")
    func settled() {
        var item = ItemProgress(allowed: 3)
        _ = item.received(Self.lost(.reset, sent: true), to: .put)
        #expect(item.received(.confirmed, to: .put) == .succeed)
    }

    @Test("401 and a bad certificate stop the run and leave the item as it is")
    func stops() {
        var item = ItemProgress(allowed: 3)
        #expect(item.received(Self.status(401), to: .put) == .stopRun(.unauthorized))
        let bad = TransportFailure(kind: .tls, message: "", mayHaveArrived: false, isCertificate: true)
        #expect(item.received(.lost(bad), to: .put) == .stopRun(.certificate(bad.message)))
    }

    @Test("a 200 that says something else is a failure, and so are keys that would vanish")
    func unexpected() throws {
        var item = ItemProgress(allowed: 3)
        #expect(
            item.received(.unexpected(status: 200, reason: ""), to: .put) == .settle(.failed, .unexpectedResponse))
        #expect(item.received(.wouldDrop([try KeyName("a")]), to: .get) == .settle(.failed, .wouldDropKeys))
    }

    @Test("what is cut short by a signal stays for the resume")
    func cut() {
        var item = ItemProgress(allowed: 1)
        #expect(item.received(Self.lost(.cancelled, sent: true), to: .put) == .leave)
        #expect(item.doubt == .unanswered)
    }

    @Test("a refusal of a repeat leaves the item unknown: it says nothing about the request before it")
    func refusedRepeat() {
        for code in [400, 403, 404, 409, 413, 422, 301, 503, 202] {
            var item = ItemProgress(allowed: 2)
            _ = item.received(Self.lost(.reset, sent: true), to: .put)
            guard case .settle(let state, _) = item.received(Self.status(code), to: .put) else {
                Issue.record("\(code) does not settle the item")
                continue
            }
            #expect(state == .unknown, "\(code)")
            #expect(item.doubt == .unanswered, "\(code)")
        }
    }

    @Test("an item that a crash left under way stays in doubt, whatever its guard or its next PUT is answered")
    func afterCrash() throws {
        var item = ItemProgress(doubt: .unanswered, allowed: 5)
        #expect(item.received(Self.status(404), to: .get) == .settle(.unknown, .notFound))
        item = ItemProgress(doubt: .unanswered, allowed: 5)
        #expect(item.received(.wouldDrop([try KeyName("a")]), to: .get) == .settle(.unknown, .wouldDropKeys))
        item = ItemProgress(doubt: .unanswered, allowed: 5)
        #expect(item.received(Self.status(422), to: .put) == .settle(.unknown, .validation))
        item = ItemProgress(doubt: .unanswered, allowed: 1)
        #expect(item.received(Self.lost(.connect, sent: false), to: .put) == .settle(.unknown, .connect))
        item = ItemProgress(doubt: .unanswered, allowed: 1)
        #expect(item.received(.confirmed, to: .put) == .succeed)
        #expect(item.doubt == .none)
    }

    @Test("an answer shows that nothing was applied only where it redirects or refuses")
    func doubtOfAnswers() {
        for code in 100..<1_000 {
            let settles = (300..<500).contains(code) && code != 408 && code != 499
            #expect(Self.status(code).doubt == (settles ? .none : .answered), "\(code)")
        }
        #expect(Answer.confirmed.doubt == .none)
        #expect(Answer.unexpected(status: 200, reason: "").doubt == .answered)
        #expect(Self.lost(.reset, sent: true).doubt == .unanswered)
        #expect(Self.lost(.connect, sent: false).doubt == .none)
    }

    @Test("an answered item in doubt fails with its status and stays in doubt through a refusal")
    func answeredDoubt() {
        var item = ItemProgress(allowed: 2)
        #expect(item.received(Self.status(504), to: .put) == .retry(afterAttempt: 1))
        #expect(item.received(Self.status(422), to: .put) == .settle(.failed, .validation))
        #expect(item.doubt == .answered)
    }
}
