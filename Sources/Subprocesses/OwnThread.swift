import Threads

/// A thread for something that blocks until another program ends; the shared threads would all be taken by a few of them.
enum OwnThread {
    private static let stackBytes = 524_288

    /// - Parameter program: for whom the thread waits, for the error.
    /// - Throws: `InvocationError.notStarted` when the system has no more threads.
    static func run<T: Sendable>(program: String, _ body: @Sendable @escaping () -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            do throws(ThreadShortage) {
                try SystemThread.start(stackBytes: stackBytes) { continuation.resume(returning: body()) }
            } catch {
                continuation.resume(throwing: InvocationError.notStarted(program: program, reason: error.description))
            }
        }
    }
}
