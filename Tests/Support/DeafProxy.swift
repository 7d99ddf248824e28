import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Listens on loopback, keeps the first bytes that anybody sends, and hangs up.
package final class DeafProxy: Sendable {
    private let socket: LoopbackSocket

    package var port: Int { socket.port }

    package init() throws {
        socket = try LoopbackSocket()
    }

    /// What came until now, from all who called; does not wait for more.
    package func heard() -> String {
        _ = fcntl(socket.descriptor, F_SETFL, O_NONBLOCK)
        var text = ""
        while true {
            let caller = accept(socket.descriptor, nil, nil)
            if caller < 0 { return text }
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = recv(caller, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            text += String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            close(caller)
        }
    }
}
