import Dispatch

/// The queue on which the journal and all that works closely with it run, so that they need no hop between threads.
package final class JournalExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "rekey.journal")

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
