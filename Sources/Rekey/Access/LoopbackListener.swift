import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Waits on this machine for the browser's redirect at the end of a login (RFC 8252, section 7.3).
///
/// Hand-written: it answers one redirect. A web server (swift-nio, FlyingFox) would be a large dependency of the
/// library for that.
struct LoopbackListener: ~Copyable {
    private let listener: Int32
    let port: Int

    private static let maxRequestBytes = 16_384
    private static let maxCallers = 32
    private static let pause: Duration = .milliseconds(25)

    /// - Throws: `RequestError` if no port is available.
    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isUp = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(listener, plain, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, plain, &length) == 0
            }
        }
        guard listener >= 0, isUp else {
            throw RequestError("no port on 127.0.0.1 is available (\(String(cString: strerror(errno)))); try again")
        }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
    }

    deinit { close(listener) }

    var redirectURL: String { "http://127.0.0.1:\(port)/callback" }

    /// The query of the first request for `/callback` that belongs to the login. Other requests are rejected, and the
    /// wait continues: any page in the browser can send one.
    /// - Parameters:
    ///   - isOurs: whether a query belongs to the login.
    ///   - page: the text that the person at the browser sees.
    /// - Throws: `CancellationError`, or `RequestError` if nobody logged in in time.
    borrowing func query(
        within limit: Duration, isOurs: ([String: String]) -> Bool, _ page: ([String: String]) -> String
    ) async throws -> [String: String] {
        let deadline = ContinuousClock.now + limit
        var callers: [Caller] = []
        defer { for caller in callers { close(caller.descriptor) } }
        while ContinuousClock.now < deadline {
            while callers.count < Self.maxCallers {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
                callers.append(Caller(descriptor: descriptor))
            }
            // A silent connection does not block the others.
            var waiting: [Caller] = []
            defer { callers = waiting }
            for var caller in callers {
                guard let line = caller.requestLine() else {
                    if caller.isGone { close(caller.descriptor) } else { waiting.append(caller) }
                    continue
                }
                let answered = Self.answered(line, by: caller.descriptor, isOurs: isOurs, page)
                close(caller.descriptor)
                if let answered {
                    waiting += callers.drop { $0.descriptor != caller.descriptor }.dropFirst()
                    return answered
                }
            }
            if waiting.count == callers.count { try await Task.sleep(for: Self.pause) }
        }
        throw RequestError("nobody logged in within \(limit.components.seconds) s; try again")
    }

    /// - Returns: the query of the login's answer; `nil` for anything else, which is rejected.
    private static func answered(
        _ line: String, by caller: Int32, isOurs: ([String: String]) -> Bool, _ page: ([String: String]) -> String
    ) -> [String: String]? {
        let parts = line.split(separator: " ")
        guard parts.count == 3, parts[0] == "GET", let url = URLComponents(string: String(parts[1])),
            url.path == "/callback"
        else {
            answer(caller, "404 Not Found", "Not found.")
            return nil
        }
        var query: [String: String] = [:]
        for item in url.queryItems ?? [] where query[item.name] == nil { query[item.name] = item.value ?? "" }
        guard isOurs(query) else {
            answer(caller, "400 Bad Request", "This is not the login that rekey is waiting for.")
            return nil
        }
        answer(caller, "200 OK", page(query))
        return query
    }

    /// A connection, and what it has sent so far.
    private struct Caller {
        let descriptor: Int32
        private var bytes: [UInt8] = []
        private let deadline = ContinuousClock.now + .seconds(5)
        private var hasEnded = false

        init(descriptor: Int32) { self.descriptor = descriptor }

        /// Whether nothing more will arrive from it.
        var isGone: Bool { hasEnded || bytes.count >= maxRequestBytes || ContinuousClock.now >= deadline }

        /// The first line of its request, once the request's head has arrived.
        mutating func requestLine() -> String? {
            var room = [UInt8](repeating: 0, count: 4_096)
            while bytes.count < maxRequestBytes {
                let count = recv(descriptor, &room, room.count, 0)
                if count == 0 { hasEnded = true }
                guard count > 0 else { break }
                bytes += room.prefix(count)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            return text.contains("\r\n\r\n") ? text.components(separatedBy: "\r\n").first : nil
        }
    }

    private static func answer(_ caller: Int32, _ status: String, _ words: String) {
        let page =
            "<!doctype html><meta charset=utf-8><title>rekey</title><p style=\"font:1rem sans-serif\">\(words)</p>"
        let text =
            "HTTP/1.1 \(status)\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: \(page.utf8.count)\r\n"
            + "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n" + page
        var bytes = Array(text.utf8)
        _ = send(caller, &bytes, bytes.count, Int32(MSG_NOSIGNAL))  // it does not matter whether this is read
    }
}
