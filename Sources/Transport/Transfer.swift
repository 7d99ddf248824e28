import CCurl
import Clock
import CrashPoints
import Secrets

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// One easy handle with the state of the request that it carries. Lives on the loop; reused for many requests.
///
/// The buffers of body and answer are owned here, because libcurl reads and writes them until the transfer has left the
/// multi. Both are overwritten before the next request and when the transfer is freed.
final class Transfer {
    let easy: UnsafeMutableRawPointer
    private(set) var pending: PendingRequest?
    private var body = SecretBuffer(capacity: 512)
    private var answer = SecretBuffer(capacity: 1_024)
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var maximum = 0
    private var isTooLong = false
    /// Whether the empty line after the last response head has arrived.
    private var hasWholeHead = false
    private var readsClock = false
    private var departures = 0
    /// libcurl reads the list while the request is under way, when its client may already use another list.
    private var headers: HeaderList?
    private var method: HTTPRequest.Method?
    private var isPlain = false
    /// Opens the sockets; it outlives every transfer that is under way.
    private weak var loop: EventLoop?
    /// Why no socket was opened for an address; used only if no address got a socket.
    private var noSocket: NoSocket?
    private var hasOpened = false
    private var startedAt = Instant.now

    init() throws {
        guard let easy = curl_easy_init() else { throw EventLoopError.unavailable("a request") }
        self.easy = easy
    }

    /// The transfer of a handle that was started. `CURLOPT_PRIVATE` stores it, unretained.
    static func carried(by easy: UnsafeMutableRawPointer) -> Transfer? {
        var context: UnsafeMutableRawPointer?
        guard rekey_curl_get_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK else { return nil }
        return context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    deinit {
        curl_easy_cleanup(easy)
        errorText.deallocate()
    }

    /// Sets a request up on the handle and starts it.
    /// - Throws: `HTTPFailure` for options that libcurl refuses, `EventLoopError`.
    func start(_ pending: PendingRequest, on loop: EventLoop) throws {
        try prepare(pending.request, settings: pending.settings, headers: pending.headers, on: loop)
        try loop.add(self)
        self.pending = pending
        pending.transfer = self
    }

    private func prepare(
        _ request: HTTPRequest, settings: HTTPSettings, headers: HeaderList, on loop: EventLoop
    ) throws {
        body.removeAll()
        answer.removeAll()
        errorText.pointee = 0
        maximum = settings.maxBodyBytes
        isTooLong = false
        hasWholeHead = false
        readsClock = settings.readsClock
        departures = 0
        noSocket = nil
        hasOpened = false
        startedAt = .now
        // Options that all requests of a client share stay set on the handle.
        if self.headers !== headers || method != request.method || isPlain != request.isPlain {
            self.headers = nil  // until all options are set: the next request must not reuse an incomplete set
            curl_easy_reset(easy)
            self.loop = loop
            try loop.watchSockets(of: easy, for: self)
            try setCommon(settings, headers)
            // Over a proxy, unencrypted data would leave this machine.
            if request.isPlain || !settings.usesProxy { try check(rekey_curl_set_text(easy, CURLOPT_PROXY, "")) }
            if request.method != .get {
                try check(rekey_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue))
            }
            self.headers = headers
            method = request.method
            isPlain = request.isPlain
        }
        // Not passed as an argument of a C function, which would first make a copy.
        try check(request.url.withCString { rekey_curl_set_text(easy, CURLOPT_URL, $0) })
        if request.method != .get {
            request.body?(&body)
            // A POST with another method name: CURLOPT_UPLOAD costs a callback and `Expect: 100-continue`.
            try body.withBytes { bytes in
                try check(rekey_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
                try check(rekey_curl_set_pointer(easy, CURLOPT_POSTFIELDS, bytes.baseAddress))
            }
        }
    }

    /// Called once the handle has left the multi.
    func finish(_ result: CURLcode) {
        let status = number(CURLINFO_RESPONSE_CODE)
        // libcurl treats a connection that closes inside the head, or after an interim answer, as a complete answer.
        if result == CURLE_OK, !hasWholeHead || status < 200 {
            let failure = HTTPFailure(
                cause: .reset, message: "the connection ended inside the head of the answer",
                mayHaveArrived: mayHaveArrived, timing: timing)
            return resume(
                status >= 200 ? .success(answer(status, .cutShort(failure))) : .failure(failure))
        }
        if result == CURLE_OK || isTooLong && status > 0 {
            return resume(.success(answer(status, isTooLong ? .tooLong : .whole)))
        }
        let failure = HTTPFailure(
            cause: cause(of: result), message: message(of: result), mayHaveArrived: mayHaveArrived, timing: timing)
        // The head of an answer has its status even if the body is cut.
        if status >= 200, [.reset, .timeout, .protocolViolation].contains(failure.cause) {
            return resume(.success(answer(status, .cutShort(failure))))
        }
        resume(.failure(failure))
    }

    /// Called once the handle has left the multi.
    func cancel() {
        resume(
            .failure(
                HTTPFailure(
                    cause: .cancelled, message: "cut short", mayHaveArrived: mayHaveArrived, timing: timing)))
    }

    // MARK: Outcome

    private func resume(_ result: Result<HTTPAnswer, HTTPFailure>) {
        body.removeAll()
        answer.removeAll()
        let done = pending
        pending = nil
        done?.lane.giveBack(self)
        done?.end(result)
    }

    private func answer(_ status: Int, _ end: HTTPAnswer.End) -> HTTPAnswer {
        HTTPAnswer(
            status: status, body: answer.secret(), end: end,
            retryAfter: status == 200 ? nil : RetryAfter.read(from: easy, status: status),
            serverTime: readsClock ? RetryAfter.serverTime(from: easy) : nil,
            challenge: status == 401 ? RetryAfter.challenge(from: easy) : nil,
            allow: status == 405 ? RetryAfter.allow(from: easy) : nil, timing: timing)
    }

    private var timing: HTTPTiming { HTTPTiming(startedAt: startedAt, duration: startedAt.duration(to: .now)) }

    private var mayHaveArrived: Bool { departures > 0 && number(CURLINFO_REQUEST_SIZE) > 0 }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        return rekey_curl_get_long(easy, info, &value) == CURLE_OK ? value : 0
    }

    /// The proxy's status if it did not open the tunnel; `nil` without a proxy, or if the tunnel was opened.
    private var tunnelRefusal: Int? {
        let status = number(CURLINFO_HTTP_CONNECTCODE)
        return status == 0 || (200..<300).contains(status) ? nil : status
    }

    /// rekey's own text if libcurl's describes its action instead of what happened.
    private func message(of result: CURLcode) -> String {
        if result == CURLE_COULDNT_CONNECT, !hasOpened, let noSocket { return noSocket.text }
        if let tunnelRefusal { return "the proxy answered \(tunnelRefusal) instead of opening the tunnel" }
        switch result {
        case CURLE_ABORTED_BY_CALLBACK:
            return
                "the kept connection was lost before an answer came; the request was not sent again on another "
                + "connection"
        case CURLE_WRITE_ERROR where isTooLong: return "the answer is longer than the limit"
        case CURLE_GOT_NOTHING: return "the connection ended before an answer came"
        case CURLE_PARTIAL_FILE: return "the connection ended before the whole answer had come"
        default:
            let detail = String(cString: errorText)
            return detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
        }
    }

    private func cause(of result: CURLcode) -> HTTPFailure.Cause {
        if result == CURLE_COULDNT_CONNECT, !hasOpened, case .elsewhere? = noSocket { return .configuration }
        // libcurl reports a failed tunnel in several ways. A temporary failure is retried, as if the API had answered
        // it.
        if let tunnelRefusal {
            let mayPass = tunnelRefusal >= 500 || [408, 429].contains(tunnelRefusal)
            return mayPass ? .proxyUnavailable : .proxy
        }
        return switch result {
        case CURLE_COULDNT_RESOLVE_HOST: .dns
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxyUnavailable
        case CURLE_COULDNT_CONNECT: .connect
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS: .certificate
        case CURLE_SSL_CONNECT_ERROR: .tls
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE: .configuration
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_ABORTED_BY_CALLBACK:
            .reset
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
            .protocolViolation
        default: .setup
        }
    }

    // MARK: Options

    private func setCommon(_ settings: HTTPSettings, _ headers: HeaderList) throws {
        let this = Unmanaged.passUnretained(self).toOpaque()  // the loop retains the transfer until it has finished
        try check(rekey_curl_set_pointer(easy, CURLOPT_PRIVATE, this))
        try check(rekey_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
        try check(rekey_curl_set_list(easy, CURLOPT_HTTPHEADER, headers.list))
        try check(rekey_curl_set_sink(easy, CURLOPT_WRITEFUNCTION, receive))
        try check(rekey_curl_set_pointer(easy, CURLOPT_WRITEDATA, this))
        try check(rekey_curl_set_sink(easy, CURLOPT_HEADERFUNCTION, receiveHead))
        try check(rekey_curl_set_pointer(easy, CURLOPT_HEADERDATA, this))
        try check(rekey_curl_set_prerequest(easy, departOnce))
        try check(rekey_curl_set_pointer(easy, CURLOPT_PREREQDATA, this))
        let milliseconds = { (wait: Duration) in
            Int(clamping: wait.components.seconds) * 1_000
                + Int(wait.components.attoseconds / 1_000_000_000_000_000)
        }
        for (option, value) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_TCP_NODELAY, 1),
            (CURLOPT_TIMEOUT_MS, milliseconds(settings.timeout)),
            (CURLOPT_CONNECTTIMEOUT_MS, milliseconds(settings.connectTimeout)),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)), (CURLOPT_HTTP09_ALLOWED, 0),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            // A DNS lookup without an answer is left to its own thread; without this option the loop waits for that
            // thread.
            (CURLOPT_QUICK_EXIT, 1),
            (CURLOPT_SSL_VERIFYPEER, settings.verifiesTLS ? 1 : 0),
            (CURLOPT_SSL_VERIFYHOST, settings.verifiesTLS ? 2 : 0),
        ] {
            try check(rekey_curl_set_long(easy, option, value))
        }
        try check(rekey_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https"))
        // Every encoding that libcurl decodes: a proxy may compress unasked, and such an answer is still valid.
        try check(rekey_curl_set_text(easy, CURLOPT_ACCEPT_ENCODING, ""))
        // Headers for the server must not be sent to the proxy: https://curl.se/libcurl/c/CURLOPT_HEADEROPT.html
        try check(rekey_curl_set_long(easy, CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE)))
        if let (certificate, key) = settings.clientCertificate {
            try check(rekey_curl_set_text(easy, CURLOPT_SSLCERT, certificate))
            try check(rekey_curl_set_text(easy, CURLOPT_SSLKEY, key))
            // Without one OpenSSL asks on the terminal for the passphrase of an encrypted key.
            try check(rekey_curl_set_text(easy, CURLOPT_KEYPASSWD, ""))
        }
        if let caFile = settings.caFile { try check(rekey_curl_set_text(easy, CURLOPT_CAINFO, caFile)) }
    }

    private func check(_ code: CURLcode) throws {
        guard code == CURLE_OK else {
            throw HTTPFailure(
                cause: .setup, message: String(cString: curl_easy_strerror(code)), mayHaveArrived: false,
                timing: timing)
        }
    }

    // MARK: Callbacks

    /// Plain http that would leave this machine does not even connect.
    func openSocket(to address: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
        if isPlain, rekey_is_loopback(address) == 0 {
            noSocket = .elsewhere(NumericAddress.text(of: address))
            return CURL_SOCKET_BAD
        }
        let socket = rekey_socket_open(address)
        if socket == CURL_SOCKET_BAD {
            noSocket = .system(errno)
        } else {
            hasOpened = true
            loop?.opened(socket)
        }
        return socket
    }

    fileprivate func received(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard answer.count + bytes.count <= maximum else {
            isTooLong = true
            return false
        }
        answer.append(bytes)
        return true
    }

    /// A line of a response head: each status line begins a new head, an empty line ends it.
    fileprivate func receivedHead(_ line: UnsafeRawBufferPointer) {
        switch line.first {
        case UInt8(ascii: "\r"), UInt8(ascii: "\n"): hasWholeHead = true
        case UInt8(ascii: "H") where line.starts(with: "HTTP/".utf8): hasWholeHead = false
        default: break
        }
    }

    /// libcurl sends a request again by itself if a kept connection dies before the first byte of the answer. Nobody
    /// would count or record that attempt, so a second start is refused.
    fileprivate func mayDepart() -> Bool {
        departures += 1
        // A read changes nothing, and there is one before a run exists.
        if method != .get { CrashPoint.departing.pass() }
        return departures == 1
    }
}

/// Source: https://curl.se/libcurl/c/CURLOPT_WRITEFUNCTION.html
private let receive: rekey_curl_sink = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.received(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

/// Source: https://curl.se/libcurl/c/CURLOPT_HEADERFUNCTION.html
private let receiveHead: rekey_curl_sink = { bytes, size, count, context in
    guard let bytes, let context else { return 0 }
    Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        .receivedHead(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}

/// Source: https://curl.se/libcurl/c/CURLOPT_PREREQFUNCTION.html (libcurl 7.80 and newer)
private let departOnce: rekey_curl_prerequest = { context, _, _, _, _ in
    guard let context else { return Int32(CURL_PREREQFUNC_ABORT) }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return Int32(transfer.mayDepart() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT)
}
