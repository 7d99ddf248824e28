import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The sockets that libcurl waits for, in an epoll instance. Lives on a loop.
///
/// A connection's socket stays registered between requests, although libcurl removes it in between: this saves two
/// system calls per request. It is safe only for sockets whose close is reported, which are those that the loop opened
/// itself; libcurl has others, for name resolution.
///
/// Source: https://curl.se/libcurl/c/CURLMOPT_SOCKETFUNCTION.html
struct SocketWatch: ~Copyable {
    private struct State {
        var watched: UInt32 = 0
        var wanted: UInt32 = 0
        var isOurs = false
    }

    let epoll: Int32
    /// Indexed by the socket's number, which is small.
    private var states: [State] = []

    init() throws {
        epoll = rekey_epoll_create()
        guard epoll >= 0 else { throw EventLoopError.unavailable("a poll") }
    }

    deinit { Glibc.close(epoll) }

    /// Watches a file that is not a socket of libcurl. - Returns: whether it worked.
    func add(_ file: Int32) -> Bool { rekey_epoll_watch(epoll, file, 0, UInt32(rekey_epoll_in)) == 0 }

    mutating func opened(_ socket: Int32) {
        guard socket >= 0 else { return }
        reserve(socket)
        states[Int(socket)] = State(isOurs: true)
    }

    /// Closing removes it from the epoll instance, unless a child process has it too.
    mutating func closing(_ socket: Int32) {
        guard socket >= 0 else { return }
        reserve(socket)
        set(socket, 0)
        states[Int(socket)] = State()
    }

    /// - Parameter what: `CURL_POLL_…`.
    mutating func want(_ socket: Int32, _ what: Int32) {
        guard socket >= 0 else { return }
        reserve(socket)
        let wanted: UInt32 =
            switch what {
            case CURL_POLL_IN: UInt32(rekey_epoll_in)
            case CURL_POLL_OUT: UInt32(rekey_epoll_out)
            case CURL_POLL_INOUT: UInt32(rekey_epoll_in | rekey_epoll_out)
            default: 0
            }
        states[Int(socket)].wanted = wanted
        if wanted != 0 || !states[Int(socket)].isOurs { set(socket, wanted) }
    }

    /// What the event of a ready socket means to libcurl. `nil` if libcurl does not wait for it; then the socket is no
    /// longer watched, because a kept connection that its server has closed would be ready all the time.
    mutating func selected(_ ready: rekey_ready) -> Int32? {
        reserve(ready.file)
        let wanted = states[Int(ready.file)].wanted
        guard wanted != 0 else {
            set(ready.file, 0)
            return nil
        }
        // The next call on the socket returns the error.
        let events = ready.events & UInt32(rekey_epoll_gone) == 0 ? ready.events : wanted
        var bits: Int32 = 0
        if events & UInt32(rekey_epoll_in) != 0 { bits |= CURL_CSELECT_IN }
        if events & UInt32(rekey_epoll_out) != 0 { bits |= CURL_CSELECT_OUT }
        return bits
    }

    private mutating func set(_ socket: Int32, _ events: UInt32) {
        let watched = states[Int(socket)].watched
        guard watched != events else { return }
        // A socket that libcurl has closed has left the instance; a reused number is not in it yet.
        var isDone = rekey_epoll_watch(epoll, socket, watched, events) == 0 || events == 0
        if !isDone { isDone = rekey_epoll_watch(epoll, socket, errno == ENOENT ? 0 : 1, events) == 0 }
        // If the kernel has no room for another, the next request tries again; this one times out.
        if isDone { states[Int(socket)].watched = events }
    }

    private mutating func reserve(_ socket: Int32) {
        while states.count <= Int(socket) { states.append(State()) }
    }
}
