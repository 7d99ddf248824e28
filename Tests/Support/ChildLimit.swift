import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Bounds how long a program of a test may run: one that stands still is described, from what the kernel says of it, and
/// killed.
struct ChildLimit: Sendable {
    let process: Int32
    let limit: Duration

    /// - Parameters:
    ///   - body: ends when the program has ended.
    ///   - passed: gets the program's state where it has not ended in time.
    func during(
        _ body: @escaping @Sendable () async throws -> Void, passed: @escaping @Sendable (String) async -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return false
            }
            while let isOver = try await group.next() {
                if isOver { break }
                await passed(state)
                kill(process, SIGKILL)
            }
            group.cancelAll()
        }
    }

    /// The same for a body that ends before the program.
    func untilEnd(
        _ body: @escaping @Sendable () async throws -> Void, passed: @escaping @Sendable (String) async -> Void
    ) async throws {
        try await during(
            {
                try await body()
                while isRunning { try await Task.sleep(for: .milliseconds(5)) }
            }, passed: passed)
    }

    /// A process that has ended stays a zombie until it is waited for.
    private var isRunning: Bool {
        guard let stat = Self.read("/proc/\(process)/stat"), let end = stat.lastIndex(of: ")") else { return false }
        return !stat[end...].hasPrefix(") Z")
    }

    /// What each thread waits for, and which files are open.
    private var state: String {
        let folder = "/proc/\(process)"
        var lines = ["process \(process) has not ended within \(limit): \(Self.read("\(folder)/cmdline") ?? "")"]
        for thread in Self.names("\(folder)/task") {
            let place = "\(folder)/task/\(thread)"
            let parts = ["comm", "wchan", "syscall", "stack"].map { Self.read("\(place)/\($0)") ?? "?" }
            lines.append("thread \(thread): " + parts.joined(separator: " "))
        }
        for file in Self.names("\(folder)/fd") {
            let end = (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/fd/\(file)")) ?? "?"
            lines.append("file \(file): \(end)")
        }
        for child in (Self.read("\(folder)/task/\(process)/children") ?? "").split(separator: " ") {
            lines.append("child \(child): \(Self.read("/proc/\(child)/cmdline") ?? "?")")
        }
        return lines.joined(separator: "\n")
    }

    private static func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()  // it may have ended meanwhile
    }

    private static func read(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self).replacing("\0", with: " ").trimmingCharacters(in: .newlines)
    }
}
