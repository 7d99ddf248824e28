import CCurl
import Monotonic
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The bridge to libcurl: one thread that runs libcurl's multi interface, the jobs of the actors that live on it, and
/// their alarms, each without a hop to another thread.
///
/// A continuation goes on where its task prefers to be before it goes back to its actor, so a task that is to stay on
/// the loop needs the loop as its preferred executor too: without it, each request takes a turn through the pool.
///
/// - Ownership: the multi handle, every easy handle and every alarm belong to this thread. What is marked
///   "on the loop" may be called by actors whose executor is this loop, and by nothing else.
/// - Continuations: a transfer's is resumed exactly once, on the loop, after its handle has left the multi.
/// - Cancellation: any thread posts a ticket; the loop takes the transfer off the wire and resumes its continuation.
/// - `@unchecked Sendable`: `queue` is behind its lock; all other state is touched on the thread alone.
/// - The lock is there because any thread may enqueue a job; it is held for an append or a swap.
///
/// Source: https://curl.se/libcurl/c/libcurl-multi.html
package final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var cancellations: [Transfer.Ticket] = []
        var isAsleep = false
        var isClosing = false
        /// Until it has been joined.
        var thread: pthread_t?
    }

    private let queue = Mutex(Queue())
    private let multi: OpaquePointer
    private let timer: Int32
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    private var alarms: [ObjectIdentifier: Alarm] = [:]
    private var armed: Instant?
    private var tickets: UInt64 = 0

    /// - Throws: `EventLoopError` when libcurl or the kernel has no handle to give.
    package init() throws {
        guard CurlLibrary.isReady, let multi = curl_multi_init() else { throw EventLoopError.unavailable("libcurl") }
        self.multi = OpaquePointer(multi)
        timer = rekey_timer_create()
        guard timer >= 0 else {
            curl_multi_cleanup(multi)
            throw EventLoopError.unavailable("a timer")
        }
        try startThread()
    }

    // MARK: Executor

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let mustWake = queue.withLock { queue in
            queue.jobs.append(job)
            defer { queue.isAsleep = false }
            return queue.isAsleep
        }
        if mustWake { wake() }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Ends the thread once nothing is left to do, and waits for its end. The loop must not be used afterwards.
    ///
    /// A process that ends frees what OpenSSL's threads share (`OPENSSL_cleanup`, which OpenSSL registers with atexit(3));
    /// a thread that still closes its connections then would find locks that are gone.
    package func close() {
        let thread = queue.withLock { queue in
            queue.isClosing = true
            // Within the lock: without it the thread may end by itself and take the handle with it.
            if queue.isAsleep { wake() }
            defer { queue.thread = nil }
            return queue.thread
        }
        // Its own thread cannot wait for itself; it ends when it has come back from here.
        guard let thread, pthread_equal(thread, pthread_self()) == 0 else { return }
        pthread_join(thread, nil)
    }

    /// Cuts a transfer if it is still under way. From any thread.
    func cancel(_ ticket: Transfer.Ticket) {
        queue.withLock { $0.cancellations.append(ticket) }
        wake()
    }

    // MARK: On the loop

    func nextTicket() -> Transfer.Ticket {
        tickets += 1
        return Transfer.Ticket(number: tickets)
    }

    func add(_ transfer: Transfer) throws {
        let code = curl_multi_add_handle(handle, transfer.easy)
        guard code == CURLM_OK else { throw EventLoopError.multi(String(cString: curl_multi_strerror(code))) }
        transfers[transfer.easy] = transfer
    }

    /// Takes a transfer off the wire. - Returns: whether it was still under way.
    func remove(_ transfer: Transfer) -> Bool {
        guard transfers.removeValue(forKey: transfer.easy) != nil else { return false }
        curl_multi_remove_handle(handle, transfer.easy)
        return true
    }

    func keepConnections(_ count: Int) {
        _ = rekey_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, count)
        // HTTP/2 streams share a connection; libcurl's default of 100 a connection stands.
        _ = rekey_curl_multi_set_long(handle, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    func register(_ alarm: Alarm) { alarms[ObjectIdentifier(alarm)] = alarm }

    func unregister(_ alarm: Alarm) { alarms[ObjectIdentifier(alarm)] = nil }

    // MARK: The thread

    /// libcurl looks at each transfer whenever it is asked, so with so many under way it is asked once for several
    /// answers.
    private static let crowd = 256
    /// Nanoseconds; little beside the time that a request takes while so many are under way.
    private static let gathering = 500_000

    private var handle: UnsafeMutableRawPointer { UnsafeMutableRawPointer(multi) }

    private func startThread() throws {
        var thread = pthread_t()
        let this = Unmanaged.passRetained(self)  // released by the thread at its end
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let loop = Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue()
                loop.run()
                return nil
            }, this.toOpaque())
        guard code == 0 else {
            this.release()
            throw EventLoopError.unavailable("a thread")
        }
        queue.withLock { [thread] in $0.thread = thread }
    }

    private func run() {
        while true {
            runJobs()
            runCancellations()
            perform()
            ringAlarms()
            let next = queue.withLock { queue -> Next in
                if !queue.jobs.isEmpty || !queue.cancellations.isEmpty { return .goOn }
                if queue.isClosing && transfers.isEmpty && alarms.isEmpty { return .end }
                queue.isAsleep = true
                return .sleep
            }
            switch next {
            case .goOn: continue
            case .sleep: sleep()
            case .end:
                curl_multi_cleanup(handle)
                Glibc.close(timer)
                return
            }
        }
    }

    private enum Next { case goOn, sleep, end }

    private func runJobs() {
        let jobs = queue.withLock { queue in
            let jobs = queue.jobs
            queue.jobs.removeAll(keepingCapacity: true)
            return jobs
        }
        for job in jobs {
            job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        }
    }

    private func runCancellations() {
        let tickets = queue.withLock { queue in
            let tickets = queue.cancellations
            queue.cancellations.removeAll()
            return tickets
        }
        guard !tickets.isEmpty else { return }
        for transfer in transfers.values where tickets.contains(transfer.ticket) && remove(transfer) {
            transfer.cancel()
        }
    }

    private func perform() {
        var running: Int32 = 0
        // Its errors speak of the handle itself, which stays valid until the thread ends.
        _ = curl_multi_perform(handle, &running)
        var left: Int32 = 0
        while let message = curl_multi_info_read(handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let result = rekey_curl_message_result(message)
            guard let transfer = transfers.removeValue(forKey: easy) else { continue }
            curl_multi_remove_handle(handle, easy)
            transfer.finish(result)
        }
    }

    private func ringAlarms() {
        guard !alarms.isEmpty else { return }
        let now = Instant.now
        for alarm in alarms.values where alarm.isDue(at: now) { alarm.ring() }
    }

    private func sleep() {
        if transfers.count >= Self.crowd {
            // It fails when a signal comes, which ends the wait as well.
            var wait = timespec(tv_sec: 0, tv_nsec: Self.gathering)
            nanosleep(&wait, nil)
        }
        arm(alarms.values.compactMap(\.deadline).min())
        var extra = curl_waitfd(fd: timer, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        var ready: Int32 = 0
        // libcurl shortens the wait to its own next timeout.
        _ = curl_multi_poll(handle, &extra, 1, 60_000, &ready)
        queue.withLock { $0.isAsleep = false }
        if extra.revents != 0 {
            rekey_timer_clear(timer)
            armed = nil
        }
    }

    /// A timer of the kernel, because curl_multi_poll waits in whole milliseconds.
    private func arm(_ deadline: Instant?) {
        guard deadline != armed else { return }
        armed = deadline
        let wait = deadline.map { max(Instant.now.duration(to: $0), .nanoseconds(1)) } ?? .zero
        let nanoseconds = wait.components.seconds * 1_000_000_000 + wait.components.attoseconds / 1_000_000_000
        // It fails for bad arguments alone; these are in range.
        _ = rekey_timer_arm(timer, nanoseconds)
    }

    private func wake() { curl_multi_wakeup(handle) }
}
