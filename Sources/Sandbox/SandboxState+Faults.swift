/// What a fault does to an answer.
extension SandboxState {
    /// Faults that answer instead of doing what was asked.
    func withoutApplying(_ fault: Fault, _ request: SandboxRequest) -> SandboxReply? {
        switch fault.action {
        case .status: return fault.isApplied && ["PUT", "POST"].contains(request.method) ? nil : status(fault)
        case .cutBefore:
            var reply = SandboxReply(0, "")
            reply.ending = .none(resets: fault.resets)
            return reply
        case .hang:
            var reply = SandboxReply(0, "")
            reply.ending = .hang
            return reply
        case .redirect:
            var reply = SandboxReply(302, "")
            reply.headers["Location"] = fault.url
            return reply
        case .echo:
            return .error(400, "cannot take " + String(decoding: request.body, as: UTF8.self))
        case .echoInput:
            let input = String(decoding: request.body, as: UTF8.self)
            return .invalid([InvalidField(["body"], .asked, input: input.isEmpty ? "null" : input)])
        case .echoBefore:
            let values = request.target.flatMap { secrets.values($0) } ?? [:]
            return .error(400, "too like the one before: " + values.values.sorted().joined(separator: " "))
        case .echoOther: return .error(400, "too like another: " + valuesBefore.sorted().joined(separator: " "))
        case .html:
            var reply = SandboxReply(200, "<!doctype html><title>Sign in</title><form>password</form>")
            reply.headers["Content-Type"] = "text/html"
            return reply
        case .delay, .cutAfter, .truncate, .malformed, .wrongSecret, .missingKeys, .stale, .hangAfter, .large, .drip,
            .chunked, .gzip:
            return nil
        }
    }

    private func status(_ fault: Fault) -> SandboxReply {
        var reply = SandboxReply.error(fault.code, "a fault that was ordered")
        if let body = fault.body { reply.body = body }
        // These have no body (RFC 9110, sections 15.3.5 and 15.4.5); one would be read as the next answer.
        if [204, 304].contains(fault.code) { reply.body = "" }
        reply.headers = fault.headers
        return reply
    }

    /// Faults that spoil the answer to something that was done.
    func shaped(_ fault: Fault?, _ content: SandboxContent) -> SandboxReply {
        var reply = SandboxReply(content.status, content.json)
        guard let fault else { return reply }
        switch fault.action {
        case .cutAfter: reply.ending = .none(resets: fault.resets)
        case .hangAfter: reply.ending = .hang
        case .truncate: reply.ending = .cut(after: reply.body.utf8.count / 2)
        case .malformed: reply.body = String(reply.body.dropLast(3))
        case .wrongSecret: reply.body = content.ofAnotherSecret().json
        case .missingKeys: reply.body = content.withoutKeys().json
        case .large: reply.body = String(repeating: "x", count: fault.megabytes * 1_048_576)
        case .chunked: reply.isChunked = true
        case .gzip:
            reply.bytes = Gzip.stored(Array(reply.body.utf8))
            reply.headers["Content-Encoding"] = "gzip"
        case .drip: reply.ending = .drip(milliseconds: max(1, fault.delay.lowerBound))
        case .status: return status(fault)
        case .delay, .cutBefore, .hang, .redirect, .echo, .echoInput, .echoBefore, .echoOther, .html, .stale: break
        }
        return reply
    }
}
