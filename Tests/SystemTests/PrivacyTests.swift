import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What a process shows of its memory when it dies.
@Suite(.fewAtATime) struct PrivacyTests {
    @Test("a crash leaves no report of what was in memory")
    func crash() async throws {
        var program = try Program()
        defer { program.remove() }
        let report = program.folder + "/crash"
        program.environment["SWIFT_BACKTRACE"] = "enable=yes,output-to=" + report
        let code = try await program.start(["sandbox"]) { process in
            _ = try await eventually { catchesSignals(process) }
            kill(process, SIGABRT)
        }
        #expect(code == 128 + SIGABRT)
        #expect(!FileManager.default.fileExists(atPath: report))
    }

    /// The program catches signals once it serves.
    private func catchesSignals(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return false }
        let mask = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }?.split(separator: "\t").last
        return (mask.flatMap { UInt64($0, radix: 16) } ?? 0) & (1 << (SIGTERM - 1)) != 0
    }
}
