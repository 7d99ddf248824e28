import CProcess
import Foundation

/// Keeps the memory of this process, which holds values, to itself.
enum ProcessPrivacy {
    /// Signals upon which the Swift runtime writes a crash report that shows the bytes behind each register.
    /// Source: https://github.com/swiftlang/swift/blob/main/docs/Backtracing.rst
    private static let reported = [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]

    static func secure() {
        // A kernel without it leaves the process as it is; nothing depends on it.
        _ = rekey_process_forbid_dumps()
        for number in reported { signal(number, SIG_DFL) }
    }
}
