import Foundation
package import JobFile

extension JobFile {
    /// Reads a job file from disk.
    /// - Throws: `JobFileError`, also when there is no such file.
    package init(contentsOf path: String) throws {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw JobFileError(
                file: path, line: nil, column: nil, field: nil, what: "the job file cannot be read",
                remedy: "check the path and its permissions")
        }
        try self.init(yaml: Array(content), file: path)
    }
}
