import CProcess
import Foundation

/// A thread for something that blocks until another program ends; the shared threads would all be taken by a few of them.
enum OwnThread {
    private final class Work {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }

    /// - Parameter program: for whom the thread waits, for the error.
    /// - Throws: `InvocationError.notStarted` when the system has no more threads.
    static func run<T: Sendable>(program: String, _ body: @Sendable @escaping () -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let work = Unmanaged.passRetained(Work { continuation.resume(returning: body()) })
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
            pthread_attr_setstacksize(&attributes, 512 * 1_024)
            defer { pthread_attr_destroy(&attributes) }
            var thread = pthread_t()
            let code = pthread_create(&thread, &attributes, enter, work.toOpaque())
            guard code != 0 else { return }
            work.release()
            let reason = "no thread: " + String(cString: strerror(code))
            continuation.resume(throwing: InvocationError.notStarted(program: program, reason: reason))
        }
    }

    private static let enter: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
        return nil
    }
}
