import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Listens on loopback, keeps the first bytes that anybody sends, and hangs up.
package final class DeafProxy: Sendable {
    private let listener: Int32
    package let port: Int

    package init() throws {
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
        port = Int(UInt16(bigEndian: address.sin_port))
        guard isUp else { throw CocoaError(.fileReadUnknown) }
    }

    deinit { close(listener) }

    /// What came until now, from all who called; does not wait for more.
    package func heard() -> String {
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        var text = ""
        while true {
            let caller = accept(listener, nil, nil)
            if caller < 0 { return text }
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = recv(caller, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            text += String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            close(caller)
        }
    }
}
