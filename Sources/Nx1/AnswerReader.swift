import Foundation
import Model
import Secrets
import Transport

/// Tells what an answer means (docs: Answers), and lets none of its text through with a value in it.
struct AnswerReader {
    /// `nil` where the answer is about no secret.
    let target: Target?
    /// What Kubernetes calls the secret, where an earlier answer said so.
    var k8sName: String?
    /// Whether 201 says that all went well, as it does of what was made.
    var takesCreated = false

    init(target: Target?, k8sName: String? = nil, takesCreated: Bool = false) {
        self.target = target
        self.k8sName = k8sName
        self.takesCreated = takesCreated
    }

    /// - Parameters:
    ///   - hiding: what must not appear in a message; asked for when there is one.
    ///   - judge: decides about a well-formed answer for this secret, of which all keys are named.
    func exchange(
        _ result: Result<HTTPAnswer, HTTPFailure>, isolation: isolated (any Actor)?,
        hiding: () async -> Scrubber,
        detail judge: (SecretDetail, [SecretDetail.Entry]) -> Answer
    ) async -> Exchange {
        await exchange(result, isolation: isolation, hiding: hiding, body: { body in readDetail(body, judge) })
    }

    /// - Parameter judge: decides about the body of a whole answer with 200.
    func exchange(
        _ result: Result<HTTPAnswer, HTTPFailure>, isolation: isolated (any Actor)?,
        hiding: () async -> Scrubber,
        body judge: (Secret) -> Answer
    ) async -> Exchange {
        // Most answers have no message, and nothing has to be fetched for them.
        if case .success(let answer) = result, answer.status == 200 || takesCreated && answer.status == 201 {
            switch answer.end {
            case .whole:
                var judged = judge(answer.body)
                if case .unexpected(_, let reason) = judged {
                    judged = .unexpected(status: answer.status, reason: reason)
                }
                return Exchange(answer: judged, status: answer.status, timing: answer.timing)
            case .tooLong:
                return Exchange(
                    answer: .unexpected(status: answer.status, reason: "the answer is longer than any secret's"),
                    timing: answer.timing)
            case .cutShort(let failure):
                return Exchange(
                    answer: Self.read(failure, await hiding(), statusCode: answer.status), timing: answer.timing)
            }
        }
        return read(result, await hiding())
    }

    /// - Parameter result: anything but a 200.
    private func read(_ result: Result<HTTPAnswer, HTTPFailure>, _ scrubber: Scrubber) -> Exchange {
        switch result {
        case .failure(let failure):
            return Exchange(answer: Self.read(failure, scrubber), timing: failure.timing)
        case .success(let answer):
            return Exchange(
                answer: .status(
                    answer.status, message: Self.message(answer.body, scrubber), retryAfter: answer.retryAfter),
                timing: answer.timing)
        }
    }

    private func readDetail(_ body: Secret, _ judge: (SecretDetail, [SecretDetail.Entry]) -> Answer) -> Answer {
        let detail = body.withBytes(SecretDetail.read)  // the caller reports nil
        guard let detail else { return .unexpected(status: 200, reason: "the answer is not a secret in JSON") }
        if let reason = mismatch(detail) { return .unexpected(status: 200, reason: reason) }
        guard let data = detail.data else {
            return .unexpected(status: 200, reason: "the answer does not say which keys the secret has")
        }
        return judge(detail, data)
    }

    /// Why an answer is about something else than the target; `nil` where it is about the target.
    func mismatch(_ detail: SecretDetail) -> PublicText? {
        // Byte by byte: to a string two names are one that differ only in how an accent is written.
        guard let target, detail.secretName.utf8.elementsEqual(target.secret.text.utf8) else {
            return "the answer is about another secret"
        }
        if let app = detail.appID, app.lowercased() != target.app.text {
            return "the answer is about another app's secret"
        }
        if let k8sName, let said = detail.k8sName, said != k8sName {
            return "the answer is about another secret of the cluster than the one read"
        }
        return nil
    }

    private static func message(_ body: Secret, _ scrubber: Scrubber) -> PublicText? {
        let refused = body.withBytes { try? JSONDecoder().decode(APIErrorBody.self, from: Data($0)) }  // no words, then
        return refused.map { PublicText($0.message, hiding: scrubber) }
    }

    /// - Parameter statusCode: of an answer that ended too early.
    private static func read(_ failure: HTTPFailure, _ scrubber: Scrubber, statusCode: Int? = nil) -> Answer {
        let kind: ErrorKind =
            switch failure.cause {
            case .dns: .dns
            case .connect, .setup: .connect
            case .tls, .certificate: .tls
            case .configuration: .connect
            case .proxy, .proxyUnavailable: .proxy
            case .timeout: .timeout
            case .reset: .reset
            case .cancelled: .cancelled
            case .protocolViolation: .unexpectedResponse
            }
        var words = PublicText(failure.message, hiding: scrubber)
        switch failure.cause {
        case .proxy:
            words = "\(words); correct the address and the password in HTTPS_PROXY, or name the host in NO_PROXY"
        case .proxyUnavailable: words = "\(words) (the proxy is the one that HTTPS_PROXY names)"
        default: break
        }
        if kind == .unexpectedResponse { return .unexpected(status: statusCode, reason: words) }
        return .lost(
            TransportFailure(
                kind: kind, message: words, mayHaveArrived: failure.mayHaveArrived,
                isCertificate: failure.cause == .certificate, statusCode: statusCode,
                isConfiguration: [.configuration, .proxy].contains(failure.cause)))
    }
}
