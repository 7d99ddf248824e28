/// What can be cut short at any moment, because nothing is under way that could be lost.
extension RunWatch {
    /// Ends `body` with the first signal.
    /// - Throws: `StoreError.interrupted`, or what `body` throws.
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
