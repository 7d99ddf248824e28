#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// A separate thread, for work that must not wait for a thread of the runtime's pool.
package enum SystemThread {
    /// Starts `body` on a thread that nobody joins.
    /// - Throws: `ThreadShortage` if the system cannot start a thread.
    package static func start(
        stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) throws(ThreadShortage) {
        pthread_detach(try startJoinable(stackBytes: stackBytes, body))
    }

    /// - Returns: the thread, which the caller must join or detach.
    static func startJoinable(
        stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) throws(ThreadShortage) -> pthread_t {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackBytes { pthread_attr_setstacksize(&attributes, stackBytes) }
        let call = Unmanaged.passRetained(Call(body))  // released by the thread
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Call>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, call.toOpaque())
        guard code == 0 else {
            call.release()
            throw ThreadShortage()
        }
        return thread
    }

    private final class Call: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}
