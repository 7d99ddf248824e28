import Foundation

/// Resolves the paths of a job file.
package enum FilePaths {
    /// The absolute folder of a file.
    package static func folder(of path: String) -> String {
        // A file that a shell handed over has no folder; its paths count from the current folder.
        if InputFile.isHandedOver(path) { return FileManager.default.currentDirectoryPath }
        let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let url = URL(fileURLWithPath: whole).standardizedFileURL
        return url.deletingLastPathComponent().path
    }

    /// The absolute path of a file; `nil` for a file that a shell handed over.
    package static func whole(_ path: String) -> String? {
        guard !InputFile.isHandedOver(path), !InputFile.isStandardInput(path) else { return nil }
        return folder(of: path) + "/" + URL(fileURLWithPath: path).lastPathComponent
    }

    package static func resolve(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") || InputFile.isStandardInput(path) ? path : folder + "/" + path
    }
}
