import Foundation
import Rekey

/// Job files that are named by their folder.
enum JobFolder {
    /// - Returns: the paths, in place of each folder its job files by name; subfolders are left out.
    /// - Throws: `RequestError` for a folder without any.
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
