import Foundation

/// A folder for one bench, gone at its end.
struct BenchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/rekey-bench-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func remove() {
        // The temporary folder is emptied by the system too.
        try? FileManager.default.removeItem(atPath: path)
    }
}
