import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// An executor with its own thread: its jobs do not wait for a thread of the runtime's pool, and may block.
///
/// The thread ends with the executor. A job retains the executor, so the executor lives until the last job has run.
package final class SerialThread: SerialExecutor {
    private let line: Line

    /// - Throws: `ThreadShortage`.
    package init() throws(ThreadShortage) {
        let line = Line()
        self.line = line
        try SystemThread.start { while let (job, executor) = line.next() { executor.run(job) } }
    }

    deinit { line.close() }

    package func enqueue(_ job: consuming ExecutorJob) { line.add(UnownedJob(job), self) }

    private func run(_ job: UnownedJob) { job.runSynchronously(on: asUnownedSerialExecutor()) }

    /// The jobs that wait for the thread.
    ///
    /// - `@unchecked Sendable`: the jobs are protected by their lock, which any thread takes for an append; the
    ///   semaphore counts them and may be used by several threads (sem_overview(7)).
    private final class Line: @unchecked Sendable {
        private struct State {
            var jobs: [(job: UnownedJob, executor: SerialThread)] = []
            /// The index of the first job that has not been taken.
            var first = 0
            var isClosed = false
        }

        private let state = Mutex(State())
        private let bell = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

        init() { sem_init(bell, 0, 0) }

        deinit {
            sem_destroy(bell)
            bell.deallocate()
        }

        func add(_ job: UnownedJob, _ executor: SerialThread) {
            state.withLock { $0.jobs.append((job, executor)) }
            sem_post(bell)
        }

        func close() {
            state.withLock { $0.isClosed = true }
            sem_post(bell)
        }

        /// Waits for the next job; `nil` if there will be none.
        func next() -> (job: UnownedJob, executor: SerialThread)? {
            while true {
                while sem_wait(bell) != 0 && errno == EINTR {}
                let (next, isClosed) = state.withLock { state in
                    guard state.first < state.jobs.count else {
                        return (nil as (UnownedJob, SerialThread)?, state.isClosed)
                    }
                    let next = state.jobs[state.first]
                    state.first += 1
                    if state.first == state.jobs.count {
                        state.jobs.removeAll(keepingCapacity: true)
                        state.first = 0
                    }
                    return (next, false)
                }
                if let next { return next }
                if isClosed { return nil }
            }
        }
    }
}
