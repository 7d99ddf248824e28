package import Testing

/// Bounds how many of the tests that start programs run at the same moment.
///
/// Every such test has limits of its own (a request's timeout, a process that must end), and all of them at once on a
/// small machine hold each other up until one of these passes. What is tested then is the machine. A test's own
/// `timeLimit` counts while it waits for its turn, so only those that take minutes have one.
package struct FewAtATime: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await Seats.all.take()
        do {
            try await function()
        } catch {
            await Seats.all.give()
            throw error
        }
        await Seats.all.give()
    }
}

extension Trait where Self == FewAtATime {
    /// At most four tests with this trait run at the same moment.
    package static var fewAtATime: Self { FewAtATime() }
}

private actor Seats {
    static let all = Seats()
    private var free = 4
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        guard free == 0 else { return free -= 1 }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Whoever waits longest has the seat that becomes free.
    func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
