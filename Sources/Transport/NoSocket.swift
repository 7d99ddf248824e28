#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Why no socket was opened for an address; libcurl itself only reports that it could not connect.
enum NoSocket {
    /// Plain http would have left this machine for this address.
    case elsewhere(String)
    /// The system provided no socket, for this reason.
    case system(Int32)

    var text: String {
        switch self {
        case .elsewhere(let address):
            "http is allowed to this machine only, but the host's name resolves to \(address); use https, or correct "
                + "the name's address"
        case .system(let number): "no socket can be opened: \(String(cString: strerror(number)))"
        }
    }
}
