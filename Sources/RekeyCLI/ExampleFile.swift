import Foundation
import Model
import Report

/// The job file that `init` offers.
struct ExampleFile {
    let path: String

    /// The example with the file's name as the plan's, so that two copies are two plans.
    private var text: String {
        let whole = String(decoding: PackageResources.example_yaml, as: UTF8.self)
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        guard (try? PlanName(name)) != nil else { return whole }  // the name in the example is as good as any
        return whole.replacing("\nplan: first-rotation\n", with: "\nplan: \(name)\n")
    }

    /// - Throws: `FileNotWritten`, also where there is something already.
    func write() throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileNotWritten(path: path, code: errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
        } catch {
            unlink(path)
            throw FileNotWritten(path: path, code: errno)
        }
    }
}
