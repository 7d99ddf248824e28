#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Why no socket was opened for an address; libcurl itself says no more than that it could not connect.
enum NoSocket {
    /// Plain http would have left this machine, for this address.
    case elsewhere(String)
    /// The system gave none, for this reason.
    case system(Int32)

    var text: String {
        switch self {
        case .elsewhere(let address):
            "http goes to this machine alone, and the host's name leads to \(address); use https, or correct the name's address"
        case .system(let number): "no socket can be opened: \(String(cString: strerror(number)))"
        }
    }
}
