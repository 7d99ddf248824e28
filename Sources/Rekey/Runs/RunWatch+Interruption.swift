/// For work that can be interrupted at any moment, because nothing can be lost.
extension RunWatch {
    /// Ends `body` on the first signal.
    /// - Throws: `StoreError.interrupted`, or errors of `body`.
    func interruptible<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await body() }
            group.addTask { [signals = signalsFromStart] in
                for await _ in signals() { throw StoreError.interrupted }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }
}
