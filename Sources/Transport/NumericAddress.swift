import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The address of a socket in digits, for messages.
enum NumericAddress {
    static func text(of address: UnsafePointer<curl_sockaddr>) -> String {
        var room = [CChar](repeating: 0, count: 64)
        guard rekey_address_text(address, &room, room.count) == 0 else { return "another machine" }
        return String(decoding: room.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
