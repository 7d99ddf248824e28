import ArgumentParser
import Engine
import Journal
import Logging
import Model
import Rekey
import Synchronization

/// The common part of run, resume and retry: signals, progress, the result, the exit code.
struct RunStage {
    let global: GlobalOptions
    let options: RunOptions
    /// The message if there was nothing to do.
    var idle = "there is nothing to resume"

    func perform(
        request: RunRequest, _ body: @Sendable (RunLauncher) async throws -> [RunResult]
    ) async throws {
        try await perform(request: request) { RunBatch(try await body($0)) }
    }

    /// - Parameter body: performs the runs and returns their results.
    /// - Throws: `ExitCode` unless everything succeeded.
    func perform(
        request: RunRequest, _ body: @Sendable (RunLauncher) async throws -> RunBatch
    ) async throws {
        let logger = global.logger
        let (store, _) = try await Store.open(global.place, creates: false)
        let activity = RunActivity()
        try ProcessGuard.begin(activity)
        let (events, feed) = AsyncStream.makeStream(of: ProgressLine.Event.self, bufferingPolicy: .bufferingNewest(64))
        // The run that `resume` continues if the database fails under it.
        let begun = Mutex<Int64?>(nil)
        let watch = RunWatch(
            signals: { Signals.relay.stream() }, signalsFromStart: { Signals.relay.streamFromStart() },
            began: { run in
                begun.withLock { $0 = run.id }
                feed.yield(.began(run))
            },
            progressed: { feed.yield(.progressed($0)) }, warned: { feed.yield(.warned($0)) }, activity: activity)
        let line = ProgressLine(global)
        async let shown: Void = line.show(events) { text in logger.warning("\(text)") }
        let batch: RunBatch
        do {
            batch = try await body(RunLauncher(store: store, request: request, watch: watch))
        } catch {
            feed.finish()
            await shown
            writeMetrics(store.journal.path)
            if let error = error as? JournalError, let run = begun.withLock({ $0 }) { throw error.during(run: run) }
            throw error
        }
        feed.finish()
        await shown
        writeMetrics(store.journal.path)
        let results = batch.results
        for (plan, error) in batch.failures { logger.error("plan \(plan) was not run: \(error)") }
        for run in batch.waiting { logger.error("\(run.text)") }
        if results.isEmpty, batch.failures.isEmpty, batch.waiting.isEmpty { logger.notice("\(idle)") }
        if !results.isEmpty || global.output != .table {
            do {
                try await RunPrinter(global).print(results.map(\.summary)) { run in
                    try await store.journal.causes(of: run)
                }
            } catch let error as BrokenOutput {
                logger.warning("\(error)")  // the runs' results matter more than an undelivered message
            }
        }
        if !results.isEmpty, let head = try await store.journal.auditHead(store.auditor) {
            logger.notice("audit: \(AnchorText(head).text)")
        }
        let code = ExitTable.code(of: batch)
        if code != .done { throw ExitCode(code) }
    }

    /// The runs' results matter more than whether they can be shown.
    private func writeMetrics(_ database: String) {
        do {
            try options.metrics.write([JournalReader(path: database)])
        } catch {
            global.logger.warning("the metrics are not up to date: \(error)")
        }
    }
}
