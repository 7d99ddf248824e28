import Foundation
import SchedulerUnits

/// A folder that goes with its last user.
final class TemporaryFolder {
    let path: String

    init(name: String = "units") throws {
        path = FileManager.default.temporaryDirectory.path + "/\(name)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)  // the system empties its temporary folder anyway
    }

    /// - Returns: the files' paths.
    func write(_ units: [UnitFile]) throws -> [String] {
        try units.map { try write($0.text, to: $0.fileName) }
    }

    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o644) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}
