import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A server on loopback that takes one request after the other and answers with the statuses that it was given.
package final class Hook: Sendable {
    private let listener: Int32
    package let port: Int
    private let statuses: [Int]

    package init(answering statuses: [Int]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isUp = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(listener, plain, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, plain, &length) == 0
            }
        }
        self.listener = listener
        self.statuses = statuses
        port = Int(UInt16(bigEndian: address.sin_port))
        guard isUp else { throw CocoaError(.fileReadUnknown) }
    }

    deinit { close(listener) }

    /// Answers as many requests as there are statuses, and returns what they said.
    package func serve() async -> [String] {
        // On a thread of its own: it blocks.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.answer()) }
        }
    }

    private func answer() -> [String] {
        statuses.map { status in
            let caller = accept(listener, nil, nil)
            defer { close(caller) }
            var text = ""
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while !Self.isWhole(text) {
                let count = recv(caller, &bytes, bytes.count, 0)
                if count <= 0 { break }
                text += String(decoding: bytes.prefix(count), as: UTF8.self)
            }
            let answer = "HTTP/1.1 \(status) x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            _ = answer.withCString { send(caller, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            return text
        }
    }

    private static func isWhole(_ text: String) -> Bool {
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        let length = text[..<end.lowerBound].split(separator: "\r\n").compactMap { line -> Int? in
            let parts = line.split(separator: ":")
            return parts.count == 2 && parts[0].lowercased() == "content-length"
                ? Int(parts[1].trimmingCharacters(in: .whitespaces)) : nil
        }.first
        return text[end.upperBound...].utf8.count >= length ?? 0
    }
}
