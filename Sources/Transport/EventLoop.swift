import CCurl
import Clock
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The bridge to libcurl: one thread that runs libcurl's multi interface over epoll, the jobs of the actors that live on
/// it, and their alarms, each without a hop to another thread.
///
/// A continuation goes on where its task prefers to be before it goes back to its actor, so a task that is to stay on
/// the loop needs the loop as its preferred executor too: without it, each request takes a turn through the pool.
///
/// - Ownership: the multi handle, every easy handle and every alarm belong to this thread. What is marked
///   "on the loop" may be called by actors whose executor is this loop, and by nothing else.
/// - Continuations: a transfer's is resumed exactly once, on the loop, after its handle has left the multi.
/// - Requests of other threads: any thread posts an order; the loop begins it.
/// - Cancellation: any thread posts the order's withdrawal; the loop takes the transfer off the wire and resumes its
///   continuation.
/// - `@unchecked Sendable`: `queue` is behind its lock, what is set once is set before anybody else has the loop; all
///   other state is touched on the thread alone. `PendingRequest`, `LoopClient` and `HeaderList` belong to it and say their own.
/// - The lock is there because any thread may enqueue a job; it is held for an append or a swap, and for the bell where
///   the thread sleeps: rung later, it could ring when the thread has ended and its file is another's.
/// - The end: what comes when the thread has ended is run all the same, so that nobody waits for ever for a loop that
///   is gone.
///
/// Source: https://curl.se/libcurl/c/libcurl-multi.html
package final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var orders: [PendingRequest] = []
        var withdrawals: [PendingRequest] = []
        var isAsleep = false
        var isClosing = false
        /// The thread takes nothing any more.
        var hasEnded = false
        /// Until it has been joined.
        var thread: pthread_t?

    }

    private let queue = Mutex(Queue())
    private let multi: OpaquePointer
    private let timer: Int32
    private let bell: Int32
    private var sockets: SocketWatch
    /// Set before the first job can come, and never again.
    private var thread = pthread_t()
    private var underway = 0
    private var alarms: [ObjectIdentifier: Alarm] = [:]
    private var armed: Instant?
    private let ready = UnsafeMutablePointer<rekey_ready>.allocate(capacity: rekey_epoll_most)
    /// When libcurl wants to be asked again, whatever happens on its sockets.
    private var curlDeadline: Instant?
    #if DEBUG
        private var shuffle = JobShuffle()
    #endif

    /// - Throws: `EventLoopError` when libcurl or the kernel has no handle to give.
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
        let this = Unmanaged.passUnretained(self).toOpaque()  // the thread holds the loop as long as the multi is there
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

    /// Gives the thread something to do, and wakes it where it sleeps. - Returns: whether it still takes something.
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

    /// Whether this is the loop's thread. From any thread.
    var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// Begins a request soon. From any thread.
    func post(_ order: PendingRequest) {
        if !handOver({ $0.orders.append(order) }) { order.fail("the loop has ended") }
    }

    /// Cuts a request soon, if it is still under way then. From any thread.
    func post(withdrawal order: PendingRequest) {
        _ = handOver { $0.withdrawals.append(order) }  // nothing is under way on a loop that has ended
    }

    // MARK: On the loop

    /// It stays in memory until it has left the wire: the multi handle holds it.
    func add(_ transfer: Transfer) throws {
        let code = curl_multi_add_handle(handle, transfer.easy)
        guard code == CURLM_OK else { throw EventLoopError.multi(String(cString: curl_multi_strerror(code))) }
        _ = Unmanaged.passRetained(transfer)
        underway += 1
    }

    /// Takes a request off the wire, if it is there.
    func cancelTransfer(_ order: PendingRequest) {
        guard let transfer = order.transfer else { return }
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
        // HTTP/2 streams share a connection; libcurl's default of 100 a connection stands.
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
                if !(queue.jobs.isEmpty && queue.orders.isEmpty && queue.withdrawals.isEmpty) { return .proceed }
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
        let (orders, withdrawals) = queue.withLock { queue in
            defer {
                queue.orders.removeAll(keepingCapacity: true)
                queue.withdrawals.removeAll()
            }
            return (queue.orders, queue.withdrawals)
        }
        for order in orders { order.lane.begin(order) }
        for order in withdrawals { cancelTransfer(order) }
    }

    /// Lets libcurl begin what was added, and end what has taken too long.
    private func keepDeadline() {
        guard let due = curlDeadline, due <= .now else { return }
        curlDeadline = nil
        act(CURL_SOCKET_TIMEOUT, 0)
        // It says a moment once. By its clock, which stands still while the machine sleeps, it may be to come yet.
        var milliseconds = -1
        if curlDeadline == nil, curl_multi_timeout(handle, &milliseconds) == CURLM_OK {
            postponed(milliseconds: milliseconds)
        }
    }

    /// Lets libcurl do what is to be done now for a socket.
    private func act(_ socket: curl_socket_t, _ bits: Int32) {
        var running: Int32 = 0
        // Its errors speak of the handle itself, which stays valid until the thread ends.
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

    /// Waits for sockets, the timer and the bell, and lets libcurl see to those of its sockets that are ready.
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

    /// A timer of the kernel, because epoll_wait(2) waits in whole milliseconds.
    private func arm(_ deadline: Instant?) {
        guard deadline != armed else { return }
        armed = deadline
        let wait = deadline.map { max(Instant.now.duration(to: $0), .nanoseconds(1)) } ?? .zero
        let nanoseconds = wait.components.seconds * 1_000_000_000 + wait.components.attoseconds / 1_000_000_000
        // It fails for bad arguments alone; these are in range.
        _ = rekey_timer_arm(timer, nanoseconds)
    }

    private func wake() { rekey_bell_ring(bell) }

    // MARK: What libcurl says

    /// It waits for something else on one of its sockets.
    func changed(_ socket: curl_socket_t, _ what: Int32) { sockets.want(socket, what) }

    /// It wants to be asked after so many milliseconds; below 0 never.
    func postponed(milliseconds: Int) {
        curlDeadline = milliseconds < 0 ? nil : Instant.now + .milliseconds(milliseconds)
    }

    func opened(_ socket: curl_socket_t) { sockets.opened(socket) }

    func closing(_ socket: curl_socket_t) { sockets.closing(socket) }
}

extension Duration {
    /// Rounded up, so that nobody is woken before the time; 0 or more.
    fileprivate var wholeMillisecondsUp: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
