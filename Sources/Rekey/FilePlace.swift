import Foundation

/// Paths as a job file means them.
enum FilePlace {
    /// The absolute folder of a file.
    static func folder(of path: String) -> String {
        let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let url = URL(fileURLWithPath: whole).standardizedFileURL
        return url.deletingLastPathComponent().path
    }

    static func resolve(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }
}
