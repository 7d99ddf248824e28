import CProcess
import Foundation

/// Hides the memory of this process, which contains values, from other processes.
enum ProcessPrivacy {
    /// The signals on which the Swift runtime writes a crash report, which shows the bytes that each register points
    /// to. Source: https://github.com/swiftlang/swift/blob/main/docs/Backtracing.rst
    private static let reported = [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]

    static func secure() {
        // If the kernel does not support it, the process continues without it.
        _ = rekey_process_forbid_dumps()
        for number in reported { signal(number, SIG_DFL) }
        _ = rekey_process_forbid_cores()  // lowering a limit is always allowed
        // If all memory may be locked, none of it is written to a swap device.
        _ = rekey_process_lock_memory(hasLockCapability ? 1 : 0)
    }

    /// CAP_IPC_LOCK, which overrides the limit (capabilities(7)).
    private static var hasLockCapability: Bool {
        guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return false }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        let digits = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
        return digits & (1 << 14) != 0
    }
}
