/// Why the event loop does not work.
package enum EventLoopError: Error, Sendable, CustomStringConvertible {
    case unavailable(String)
    case multi(String)

    package var description: String {
        switch self {
        case .unavailable(let what): "\(what) could not be set up; check the limits on memory, threads and open files"
        case .multi(let message): "libcurl refused a transfer: \(message)"
        }
    }
}
