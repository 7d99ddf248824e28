import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A socket that listens on a free port of 127.0.0.1.
final class LoopbackSocket: Sendable {
    let descriptor: Int32
    let port: Int

    init() throws {
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
        descriptor = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        guard isUp else { throw CocoaError(.fileReadUnknown) }
    }

    deinit { close(descriptor) }
}
