import Foundation
import Rekey

/// Replaces folders by the job files in them.
enum JobFolder {
    /// - Returns: the paths, with each folder replaced by its job files, sorted by name; subfolders are left out.
    /// - Throws: `RequestError` for a folder without job files.
    static func expanded(_ paths: [String]) throws -> [String] {
        try paths.flatMap { path in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                return [path]
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
                .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
            guard !names.isEmpty else {
                throw RequestError("the folder \(path) has no .yaml or .yml file; name a job file")
            }
            return names.map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
        }
    }
}
