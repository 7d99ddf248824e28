import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A server on loopback that takes one request after the other and answers with the statuses that it was given.
package final class Hook: Sendable {
    private let socket: LoopbackSocket
    private let statuses: [Int]

    package var port: Int { socket.port }

    package init(answering statuses: [Int]) throws {
        socket = try LoopbackSocket()
        self.statuses = statuses
    }

    /// Answers as many requests as there are statuses, and returns what they said.
    package func serve() async -> [String] {
        // On a thread of its own: it blocks.
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.answer()) }
        }
    }

    private func answer() -> [String] {
        statuses.map { status in
            let caller = accept(socket.descriptor, nil, nil)
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
