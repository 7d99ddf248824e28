import Foundation
import Model
import Secrecy
import Transport

/// Tells what an answer means (SPEC 5 and 6), and lets none of its text through with a value in it.
struct AnswerReader {
    /// `nil` where the answer is about no secret.
    let target: Target?
    /// What must not appear in a message; asked for when there is one.
    let secrets: () -> [Secret]

    init(target: Target?, secrets: @escaping @autoclosure () -> [Secret]) {
        self.target = target
        self.secrets = secrets
    }

    /// - Parameter judge: decides about the keys of a well-formed answer for this secret.
    func exchange(_ result: Result<HTTPAnswer, HTTPFailure>, keys judge: ([String]) -> Answer) -> Exchange {
        exchange(result) { body in readDetail(body, judge) }
    }

    /// - Parameter judge: decides about the body of a whole answer with 200.
    func exchange(_ result: Result<HTTPAnswer, HTTPFailure>, body judge: (Secret) -> Answer) -> Exchange {
        switch result {
        case .failure(let failure):
            return Exchange(answer: read(failure), timing: failure.timing)
        case .success(let answer):
            return Exchange(answer: read(answer, judge), timing: answer.timing)
        }
    }

    private func read(_ answer: HTTPAnswer, _ judge: (Secret) -> Answer) -> Answer {
        if answer.status != 200 {
            return .status(answer.status, message: message(answer.body), retryAfter: answer.retryAfter)
        }
        switch answer.end {
        case .cutShort(let failure): return read(failure, statusCode: 200)
        case .tooLong: return .unexpected(status: 200, reason: "the answer is longer than any secret's")
        case .whole: return judge(answer.body)
        }
    }

    private func readDetail(_ body: Secret, _ judge: ([String]) -> Answer) -> Answer {
        let detail = body.withBytes(SecretDetail.read)  // nil is told
        guard let detail else { return .unexpected(status: 200, reason: "the answer is not a secret in JSON") }
        guard detail.secretName == target?.secret.text else {
            return .unexpected(status: 200, reason: "the answer is about another secret")
        }
        guard let data = detail.data else {
            return .unexpected(status: 200, reason: "the answer does not say which keys the secret has")
        }
        return judge(data.map(\.key))
    }

    private static let proxyRemedy =
        " (the proxy of https_proxy refused the tunnel); set its address and password right, or name the API in no_proxy"

    private func message(_ body: Secret) -> String? {
        let refused = body.withBytes { try? JSONDecoder().decode(Refused.self, from: Data($0)) }  // no words, then
        return refused.map { Scrubber(secrets()).scrub($0.message) }
    }

    /// - Parameter statusCode: of the answer that ended too early.
    private func read(_ failure: HTTPFailure, statusCode: Int? = nil) -> Answer {
        let kind: ErrorKind =
            switch failure.cause {
            case .dns: .dns
            case .connect, .setup: .connect
            case .tls, .certificate: .tls
            case .configuration: .connect
            case .proxy: .proxy
            case .timeout: .timeout
            case .reset: .reset
            case .cancelled: .cancelled
            case .protocolViolation: .unexpectedResponse
            }
        let words = Scrubber(secrets()).scrub(failure.message) + (failure.cause == .proxy ? Self.proxyRemedy : "")
        if kind == .unexpectedResponse { return .unexpected(status: nil, reason: words) }
        return .lost(
            TransportFailure(
                kind: kind, message: words, mayHaveArrived: failure.mayHaveArrived,
                isCertificate: failure.cause == .certificate, statusCode: statusCode,
                isConfiguration: [.configuration, .proxy].contains(failure.cause)))
    }
}
