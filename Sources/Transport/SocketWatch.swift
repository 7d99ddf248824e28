import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Which sockets libcurl waits for, in an epoll instance. Lives on a loop.
///
/// A connection's socket stays watched from one request to the next, though libcurl lets go of it in between: two system
/// calls less for each request. That is safe for the sockets whose end is told alone, which are those that the loop
/// opened itself; libcurl has others, for names that it resolves.
///
/// Source: https://curl.se/libcurl/c/CURLMOPT_SOCKETFUNCTION.html
struct SocketWatch: ~Copyable {
    private struct State {
        var watched: UInt32 = 0
        var wanted: UInt32 = 0
        var isOurs = false
    }

    let epoll: Int32
    /// By the socket's number, which is small.
    private var states: [State] = []

    init() throws {
        epoll = rekey_epoll_create()
        guard epoll >= 0 else { throw EventLoopError.unavailable("a poll") }
    }

    deinit { Glibc.close(epoll) }

    /// Watches a file that is no socket of libcurl's. - Returns: whether it worked.
    func add(_ file: Int32) -> Bool { rekey_epoll_watch(epoll, file, 0, UInt32(rekey_epoll_in)) == 0 }

    mutating func opened(_ socket: Int32) {
        guard socket >= 0 else { return }
        reserve(socket)
        states[Int(socket)] = State(isOurs: true)
    }

    /// Closing takes it out of the epoll instance, unless a child has it too.
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

    /// What a socket that is ready means to libcurl; `nil` where it waits for nothing there, and then it is watched no
    /// more: a kept connection that its server has closed would be ready for ever.
    mutating func selected(_ ready: rekey_ready) -> Int32? {
        reserve(ready.file)
        let wanted = states[Int(ready.file)].wanted
        guard wanted != 0 else {
            set(ready.file, 0)
            return nil
        }
        // What has gone wrong is what the next call on the socket says.
        let events = ready.events & UInt32(rekey_epoll_gone) == 0 ? ready.events : wanted
        var bits: Int32 = 0
        if events & UInt32(rekey_epoll_in) != 0 { bits |= CURL_CSELECT_IN }
        if events & UInt32(rekey_epoll_out) != 0 { bits |= CURL_CSELECT_OUT }
        return bits
    }

    private mutating func set(_ socket: Int32, _ events: UInt32) {
        let watched = states[Int(socket)].watched
        guard watched != events else { return }
        // One that libcurl has closed already is gone from the instance; a number that is used anew is not in it yet.
        var isDone = rekey_epoll_watch(epoll, socket, watched, events) == 0 || events == 0
        if !isDone { isDone = rekey_epoll_watch(epoll, socket, errno == ENOENT ? 0 : 1, events) == 0 }
        // Where the kernel has no room for one more it is tried again with the next request; this one times out.
        if isDone { states[Int(socket)].watched = events }
    }

    private mutating func reserve(_ socket: Int32) {
        while states.count <= Int(socket) { states.append(State()) }
    }
}
