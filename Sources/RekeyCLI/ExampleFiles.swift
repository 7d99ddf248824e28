import ArgumentParser
import Files
import Foundation
import Model
import Report

/// The path for an example: `api-token` writes `api-token.yaml` here, `db.yaml` is a file for the first example.
struct ExampleFiles {
    private let example: Example
    private let path: String
    private let plan: String

    /// - Parameters:
    ///   - text: the name of an example, or a file.
    ///   - path: the file, if `text` is a name; `nil` for a file with the example's name.
    /// - Throws: `ValidationError`.
    init(_ text: String, to path: String?) throws {
        if let example = Example(rawValue: text) {
            self.example = example
            self.path = path ?? text + ".yaml"
        } else if path == nil, text.hasSuffix(".yaml") || text.hasSuffix(".yml") || text.contains("/") {
            example = .first
            self.path = text
        } else {
            throw ValidationError(
                "--example: \(quoted(text)) is not an example; write one of \(Example.names), or a file that ends in "
                    + ".yaml"
            )
        }
        // The plan has the file's name, so that a second copy is a second plan.
        let stem = URL(fileURLWithPath: self.path).deletingPathExtension().lastPathComponent
        plan = (try? PlanName(stem).text) ?? example.rawValue  // a file may have any name
    }

    /// Writes all files or none.
    /// - Returns: the files, the job file first.
    /// - Throws: `FileNotWritten`, also if a file already exists.
    func write() throws -> [String] {
        let folder = (path as NSString).deletingLastPathComponent
        var written: [String] = []
        do {
            try write(Array(filled(String(decoding: example.jobFile, as: UTF8.self)).utf8), to: path, 0o644)
            written.append(path)
            for part in example.companions {
                let place = (folder as NSString).appendingPathComponent(filled(part.name))
                try write(part.content, to: place, part.mode)
                written.append(place)
            }
        } catch {
            for path in written { unlink(path) }
            throw error
        }
        return written
    }

    private func filled(_ text: String) -> String {
        text.replacing("PLAN", with: plan).replacing("FILE", with: path)
    }

    private func write(_ content: [UInt8], to path: String, _ mode: mode_t) throws {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty, mkdir(folder, 0o755) != 0, errno != EEXIST {
            throw FileNotWritten(path: folder, code: errno)
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileNotWritten(path: path, code: errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(content))
        } catch {
            unlink(path)
            throw FileNotWritten(path: path, code: errno)
        }
    }
}
