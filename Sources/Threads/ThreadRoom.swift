#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The room for threads, looked at before anything needs one.
package enum ThreadRoom {
    /// Starts so many threads at the same moment, and ends them again.
    ///
    /// The runtime's pool waits without end, and without a word, for a thread that it cannot start: its threads have stacks
    /// of the usual size, and so have these.
    /// - Throws: `ThreadShortage` where there are fewer.
    package static func check(_ count: Int) throws(ThreadShortage) {
        let gate = Gate()
        var threads: [pthread_t] = []
        defer {
            gate.open(for: threads.count)
            for thread in threads { pthread_join(thread, nil) }
        }
        for _ in 0..<count { threads.append(try SystemThread.startJoinable { gate.pass() }) }
    }

    /// Where the threads wait until all of them are there.
    ///
    /// - `@unchecked Sendable`: a semaphore of POSIX is made to be used by several threads (sem_overview(7)); it is freed
    ///   when the last thread that holds the gate has gone.
    private final class Gate: @unchecked Sendable {
        private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

        init() { sem_init(semaphore, 0, 0) }

        deinit {
            sem_destroy(semaphore)
            semaphore.deallocate()
        }

        func pass() { while sem_wait(semaphore) != 0 && errno == EINTR {} }

        func open(for count: Int) { for _ in 0..<count { sem_post(semaphore) } }
    }
}
