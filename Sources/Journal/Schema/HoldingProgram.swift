import Foundation

/// A program that outlived the rekey that started it, and keeps the database's lock.
package struct HoldingProgram: Sendable, Equatable {
    package let process: Int32
    /// As the kernel has it, at most 15 characters.
    package let name: String

    /// The kernel does not say who has a lock of an open file. Those who may be asked have the open file among their
    /// descriptors, with the lock in `/proc/PID/fdinfo` (proc(5)).
    static func all(locking key: OpenDatabases.Key, at byte: Int64) -> [HoldingProgram] {
        let own = getpid()
        return entries("/proc").compactMap(Int32.init).sorted().compactMap { process in
            guard process != own, holds(process, key, byte) else { return nil }
            let name = text("/proc/\(process)/comm").trimmingCharacters(in: .whitespacesAndNewlines)
            return HoldingProgram(process: process, name: name)
        }
    }

    private static func holds(_ process: Int32, _ key: OpenDatabases.Key, _ byte: Int64) -> Bool {
        entries("/proc/\(process)/fd").contains { descriptor in
            var status = stat()
            guard stat("/proc/\(process)/fd/\(descriptor)", &status) == 0, OpenDatabases.Key(status) == key else {
                return false
            }
            return text("/proc/\(process)/fdinfo/\(descriptor)").split(separator: "\n").contains { line in
                line.hasPrefix("lock:") && line.split(separator: " ").contains(Substring(String(byte)))
            }
        }
    }

    /// Empty for what has ended meanwhile, and for what belongs to somebody else.
    private static func entries(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
