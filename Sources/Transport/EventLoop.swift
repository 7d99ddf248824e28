import CCurl
import Clock
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The bridge to libcurl. One thread runs libcurl's multi interface over epoll, the jobs of the actors that live on the
/// loop, and their alarms. None of them needs a hop to another thread.
///
/// A continuation first resumes on its task's preferred executor and then returns to its actor. So a task that must
/// stay on the loop needs the loop as its preferred executor too; without it, each request makes a detour through the
/// pool.
///
/// - Ownership: the multi handle, every easy handle and every alarm belong to this thread. Methods marked "on the loop"
///   may be called only by actors whose executor is this loop.
/// - Continuations: a transfer's continuation is resumed exactly once, on the loop, after its handle has left the
///   multi.
/// - Requests from other threads: any thread posts a request; the loop begins it.
/// - Cancellation: any thread posts a withdrawal; the loop removes the transfer from the multi and resumes its
///   continuation.
/// - `@unchecked Sendable`: `queue` is protected by its lock. State that is set once is set before another thread has
///   the loop. All other state is used only on the thread. `PendingRequest`, `LoopClient` and `HeaderList` belong to
///   the loop and document their own rules.
/// - The lock exists because any thread may enqueue a job. It is held for an append or a swap, and also while the
///   thread is woken: after the lock is released the thread may have ended, and its descriptor may belong to something
///   else.
/// - The end: jobs that arrive after the thread has ended are still run, so that no task waits forever for a loop that
///   no longer exists.
///
/// Source: https://curl.se/libcurl/c/libcurl-multi.html
package final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var requests: [PendingRequest] = []
        var withdrawals: [PendingRequest] = []
        var isAsleep = false
        var isClosing = false
        /// The thread accepts nothing more.
        var hasEnded = false
        /// Set until the thread has been joined.
        var thread: pthread_t?

    }

    private let queue = Mutex(Queue())
    private let multi: OpaquePointer
    private let timer: Int32
    private let bell: Int32
    private var sockets: SocketWatch
    /// Set before the first job can arrive, and never again.
    private var thread = pthread_t()
    private var underway = 0
    private var alarms: [ObjectIdentifier: Alarm] = [:]
    private var armed: Instant?
    private let ready = UnsafeMutablePointer<rekey_ready>.allocate(capacity: rekey_epoll_most)
    /// When libcurl wants to be called again, even if nothing happens on its sockets.
    private var curlDeadline: Instant?
    #if DEBUG
        private var shuffle = JobShuffle()
    #endif

    /// - Throws: `EventLoopError` if libcurl or the kernel cannot provide a handle.
    package init() throws {
        guard CurlLibrary.isReady, let multi = curl_multi_init() else { throw EventLoopError.unavailable("libcurl") }
        self.multi = OpaquePointer(multi)
        timer = rekey_timer_create()
        bell = rekey_bell_create()
        do {
            sockets = try SocketWatch()
        } catch {
            Self.close(multi, timer, bell)
            throw error
        }
        let this = Unmanaged.passUnretained(self).toOpaque()  // the thread retains the loop as long as the multi exists
        guard timer >= 0, bell >= 0, sockets.add(timer), sockets.add(bell),
            rekey_curl_multi_set_socket(multi, socketChanged, this) == CURLM_OK,
            rekey_curl_multi_set_timer(multi, timerChanged, this) == CURLM_OK
        else {
            Self.close(multi, timer, bell)
            throw EventLoopError.unavailable("a timer")
        }
        do {
            try startThread()
        } catch {
            Self.close(multi, timer, bell)
            throw error
        }
    }

    private static func close(_ multi: UnsafeMutableRawPointer, _ files: Int32...) {
        curl_multi_cleanup(multi)
        for file in files where file >= 0 { Glibc.close(file) }
    }

    deinit { ready.deallocate() }

    // MARK: Executor

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard !handOver({ $0.jobs.append(job) }) else { return }
        Self.afterlife.async { self.run(job) }
    }

    /// Runs the jobs of loops whose thread has ended, one at a time.
    private static let afterlife = DispatchQueue(label: "rekey.loop.afterlife")

    private func run(_ job: UnownedJob) {
        job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
    }

    /// Gives the thread work, and wakes it if it sleeps. - Returns: whether it still accepts work.
    private func handOver(_ add: (inout Queue) -> Void) -> Bool {
        queue.withLock { queue in
            guard !queue.hasEnded else { return false }
            add(&queue)
            if queue.isAsleep { wake() }
            queue.isAsleep = false
            return true
        }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Ends the thread once there is no more work, and waits for its end. The loop must not be used afterwards.
    ///
    /// When a process exits, OpenSSL frees state that its threads share (`OPENSSL_cleanup`, registered with atexit(3)).
    /// A thread that still closed its connections then would use locks that no longer exist.
    package func close() {
        let thread = queue.withLock { queue in
            queue.isClosing = true
            // Inside the lock: without it the thread may end by itself and invalidate the handle.
            if queue.isAsleep { wake() }
            defer { queue.thread = nil }
            return queue.thread
        }
        // The loop's own thread cannot join itself; it ends after it returns from here.
        guard let thread, pthread_equal(thread, pthread_self()) == 0 else { return }
        pthread_join(thread, nil)
    }

    /// Whether the caller is on the loop's thread. Callable from any thread.
    var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// Begins a request soon. Callable from any thread.
    func post(_ pending: PendingRequest) {
        if !handOver({ $0.requests.append(pending) }) { pending.fail("the loop has ended") }
    }

    /// Cuts a request soon, if it is still under way then. Callable from any thread.
    func post(withdrawal pending: PendingRequest) {
        _ = handOver { $0.withdrawals.append(pending) }  // nothing is under way on a loop that has ended
    }

    // MARK: On the loop

    /// The transfer stays in memory until it has left the multi handle, which retains it.
    func add(_ transfer: Transfer) throws {
        let code = curl_multi_add_handle(handle, transfer.easy)
        guard code == CURLM_OK else { throw EventLoopError.multi(String(cString: curl_multi_strerror(code))) }
        _ = Unmanaged.passRetained(transfer)
        underway += 1
    }

    /// Removes a request from the multi handle, if it is there.
    func cancelTransfer(_ pending: PendingRequest) {
        guard let transfer = pending.transfer else { return }
        remove(transfer)
        transfer.cancel()
    }

    private func remove(_ transfer: Transfer) {
        curl_multi_remove_handle(handle, transfer.easy)
        underway -= 1
        Unmanaged.passUnretained(transfer).release()
    }

    func keepConnections(_ count: Int) {
        _ = rekey_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, count)
        // HTTP/2 streams share a connection; libcurl's default of 100 streams per connection is kept.
        _ = rekey_curl_multi_set_long(handle, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    func register(_ alarm: Alarm) { alarms[ObjectIdentifier(alarm)] = alarm }

    func unregister(_ alarm: Alarm) { alarms[ObjectIdentifier(alarm)] = nil }

    // MARK: The thread

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
        self.thread = thread
        queue.withLock { [thread] in $0.thread = thread }
    }

    private func run() {
        while true {
            runJobs()
            runOrders()
            keepDeadline()
            finish()
            ringAlarms()
            let next = queue.withLock { queue -> Next in
                if !(queue.jobs.isEmpty && queue.requests.isEmpty && queue.withdrawals.isEmpty) { return .proceed }
                if queue.isClosing && underway == 0 && alarms.isEmpty {
                    queue.hasEnded = true
                    return .end
                }
                queue.isAsleep = true
                return .sleep
            }
            switch next {
            case .proceed: look(milliseconds: 0)
            case .sleep: sleep()
            case .end: return Self.close(handle, timer, bell)
            }
        }
    }

    private enum Next { case proceed, sleep, end }

    private func runJobs() {
        #if DEBUG
            var jobs = takeJobs()
            if let later = shuffle?.split(&jobs), !later.isEmpty {
                queue.withLock { $0.jobs.insert(contentsOf: later, at: 0) }
            }
        #else
            let jobs = takeJobs()
        #endif
        for job in jobs { run(job) }
    }

    private func takeJobs() -> [UnownedJob] {
        queue.withLock { queue in
            let jobs = queue.jobs
            queue.jobs.removeAll(keepingCapacity: true)
            return jobs
        }
    }

    private func runOrders() {
        let (requests, withdrawals) = queue.withLock { queue in
            defer {
                queue.requests.removeAll(keepingCapacity: true)
                queue.withdrawals.removeAll()
            }
            return (queue.requests, queue.withdrawals)
        }
        for pending in requests { pending.lane.begin(pending) }
        for pending in withdrawals { cancelTransfer(pending) }
    }

    /// Lets libcurl begin the transfers that were added, and end those that have timed out.
    private func keepDeadline() {
        guard let due = curlDeadline, due <= .now else { return }
        curlDeadline = nil
        act(CURL_SOCKET_TIMEOUT, 0)
        // libcurl reports each deadline only once, and by a clock that stops while the machine sleeps. If the deadline
        // has not yet come by that clock, libcurl must be asked for it again.
        var milliseconds = -1
        if curlDeadline == nil, curl_multi_timeout(handle, &milliseconds) == CURLM_OK {
            postponed(milliseconds: milliseconds)
        }
    }

    /// Lets libcurl handle a socket that is ready.
    private func act(_ socket: curl_socket_t, _ bits: Int32) {
        var running: Int32 = 0
        // Its errors concern the multi handle itself, which stays valid until the thread ends.
        _ = curl_multi_socket_action(handle, socket, bits, &running)
    }

    private func finish() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let result = rekey_curl_message_result(message)
            guard let transfer = Transfer.carried(by: easy) else { continue }
            remove(transfer)
            transfer.finish(result)
        }
    }

    private func ringAlarms() {
        guard !alarms.isEmpty else { return }
        let now = Instant.now
        for alarm in alarms.values where alarm.isDue(at: now) { alarm.ring() }
    }

    private func sleep() {
        arm(alarms.values.compactMap(\.deadline).min())
        let wait = curlDeadline.map { max(.zero, Instant.now.duration(to: $0)) } ?? .seconds(60)
        look(milliseconds: wait.wholeMillisecondsUp)
        queue.withLock { $0.isAsleep = false }
    }

    /// Waits for sockets, the timer and the wakeup descriptor, and lets libcurl handle its sockets that are ready.
    private func look(milliseconds: Int32) {
        let count = rekey_epoll_wait(sockets.epoll, ready, milliseconds)
        guard count > 0 else { return }
        for each in UnsafeBufferPointer(start: ready, count: Int(count)) {
            if each.file == timer {
                rekey_ring_clear(timer)
                armed = nil
            } else if each.file == bell {
                rekey_ring_clear(bell)
            } else if let bits = sockets.selected(each) {
                act(each.file, bits)
            }
        }
    }

    /// A timer of the kernel, because epoll_wait(2) only waits in whole milliseconds.
    private func arm(_ deadline: Instant?) {
        guard deadline != armed else { return }
        armed = deadline
        let wait = deadline.map { max(Instant.now.duration(to: $0), .nanoseconds(1)) } ?? .zero
        let nanoseconds = wait.components.seconds * 1_000_000_000 + wait.components.attoseconds / 1_000_000_000
        // It fails only for invalid arguments; these are valid.
        _ = rekey_timer_arm(timer, nanoseconds)
    }

    private func wake() { rekey_bell_ring(bell) }

    // MARK: What libcurl says

    /// libcurl waits for another event on one of its sockets.
    func changed(_ socket: curl_socket_t, _ what: Int32) { sockets.want(socket, what) }

    /// libcurl wants to be called after this many milliseconds; below 0 means never.
    func postponed(milliseconds: Int) {
        curlDeadline = milliseconds < 0 ? nil : Instant.now + .milliseconds(milliseconds)
    }

    func opened(_ socket: curl_socket_t) { sockets.opened(socket) }

    func closing(_ socket: curl_socket_t) { sockets.closing(socket) }
}

extension Duration {
    /// Rounded up, so that the thread never wakes before the time; 0 or more.
    fileprivate var wholeMillisecondsUp: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
