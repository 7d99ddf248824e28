import CCurl
import Testing

@testable import Transport

#if canImport(Glibc)
    import Glibc
#endif

/// Which sockets wake the loop.
@Suite struct SocketWatchTests {
    private let ready = UnsafeMutablePointer<rekey_ready>.allocate(capacity: rekey_epoll_most)

    private func pair() throws -> (here: Int32, there: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    /// The sockets that are ready now, with what that means to libcurl.
    private func look(_ watch: inout SocketWatch) -> [Int32: Int32?] {
        let count = rekey_epoll_wait(watch.epoll, ready, 0)
        var found: [Int32: Int32?] = [:]
        for each in UnsafeBufferPointer(start: ready, count: Int(max(0, count))) {
            found[each.file] = .some(watch.selected(each))
        }
        return found
    }

    @Test("a kept connection that its server closes wakes the loop once, and not for ever")
    func closedByServer() throws {
        defer { ready.deallocate() }
        var watch = try SocketWatch()
        let (here, there) = try pair()
        defer { close(here) }
        watch.opened(here)
        watch.want(here, CURL_POLL_IN)
        #expect(look(&watch).isEmpty)
        watch.want(here, CURL_POLL_REMOVE)
        close(there)
        #expect(look(&watch) == [here: nil])
        #expect(look(&watch).isEmpty)
        // libcurl takes it up again for the next request, and must hear that it is gone.
        watch.want(here, CURL_POLL_IN)
        #expect(look(&watch) == [here: CURL_CSELECT_IN])
    }

    @Test("a number that another socket gets is watched anew", arguments: [true, false])
    func reused(isOurs: Bool) throws {
        defer { ready.deallocate() }
        var watch = try SocketWatch()
        let (number, away) = try pair()
        if isOurs { watch.opened(number) }
        watch.want(number, CURL_POLL_IN)
        watch.want(number, CURL_POLL_REMOVE)
        if isOurs { watch.closing(number) }
        let (other, there) = try pair()
        // Closes what has the number so far; other tests open files meanwhile, so that it is not got by waiting for it.
        try #require(dup2(other, number) == number)
        defer { for file in [number, away, other, there] { close(file) } }
        watch.opened(number)
        watch.want(number, CURL_POLL_IN)
        #expect(write(there, "x", 1) == 1)
        #expect(look(&watch) == [number: CURL_CSELECT_IN])
    }

    @Test("a socket waits for what libcurl asks for last, and one of libcurl's own for nothing between requests")
    func wants() throws {
        defer { ready.deallocate() }
        var watch = try SocketWatch()
        let (here, there) = try pair()
        defer { for file in [here, there] { close(file) } }
        watch.want(here, CURL_POLL_OUT)
        #expect(look(&watch) == [here: CURL_CSELECT_OUT])
        watch.want(here, CURL_POLL_IN)
        #expect(look(&watch).isEmpty)
        #expect(write(there, "x", 1) == 1)
        watch.want(here, CURL_POLL_INOUT)
        #expect(look(&watch) == [here: CURL_CSELECT_IN | CURL_CSELECT_OUT])
        watch.want(here, CURL_POLL_REMOVE)
        #expect(look(&watch).isEmpty)
    }
}
