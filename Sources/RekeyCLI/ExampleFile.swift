import Foundation
import Report

/// The job file that `init` offers.
struct ExampleFile {
    let path: String

    /// - Throws: `FileNotWritten`, also where there is something already.
    func write() throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileNotWritten(path: path, code: errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(PackageResources.example_yaml))
        } catch {
            unlink(path)
            throw FileNotWritten(path: path, code: errno)
        }
    }
}
