#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Checks early that enough threads can be started.
package enum ThreadRoom {
    /// Starts this many threads at the same time, and ends them again.
    ///
    /// If the runtime's pool cannot start a thread, it waits forever and reports nothing. Its threads have stacks of
    /// the default size, and so have these.
    /// - Throws: `ThreadShortage` if fewer can be started.
    package static func check(_ count: Int) throws(ThreadShortage) {
        let gate = Gate()
        var threads: [pthread_t] = []
        defer {
            gate.open(for: threads.count)
            for thread in threads { pthread_join(thread, nil) }
        }
        for _ in 0..<count { threads.append(try SystemThread.startJoinable { gate.pass() }) }
    }

    /// The gate at which the threads wait until all of them have started.
    ///
    /// - `@unchecked Sendable`: a POSIX semaphore may be used by several threads (sem_overview(7)); it is freed when
    ///   the last thread that retains the gate has ended.
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
