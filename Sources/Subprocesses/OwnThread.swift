import Threads

/// A thread for a call that blocks until another program ends; a few such calls would occupy all shared threads.
enum OwnThread {
    private static let stackBytes = 524_288

    /// - Parameter program: the program that the thread waits for, for the error.
    /// - Throws: `InvocationError.notStarted` if the system cannot start a thread.
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
