package import JobFile
import Model

/// A job file that was read, and the path that the user gave.
package struct NamedJobFile: Sendable {
    package let path: String
    package let file: JobFile

    /// Reads job files that are applied in one call.
    /// - Throws: `JobFileError`, or `RequestError` if two of them define the same plan.
    package static func read(_ paths: [String]) throws -> [NamedJobFile] {
        var taken: [PlanName: String] = [:]
        return try paths.map { path in
            let file = try JobFile(contentsOf: path)
            if let twin = taken.updateValue(path, forKey: file.plan.name) {
                throw RequestError(
                    "\(twin) and \(path) both define the plan \(file.plan.name); name one of them")
            }
            return NamedJobFile(path: path, file: file)
        }
    }
}
