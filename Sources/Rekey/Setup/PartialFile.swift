import CProcess
import Files
import Foundation
import Report

/// A file that is written beside its final path, readable only by its owner, and renamed when it is complete.
struct PartialFile {
    let path: String

    init(beside target: String) throws {
        path = target + "." + String(UInt64.random(in: .min ... .max), radix: 36) + ".part"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        // SQLite keeps the mode of an existing file. A umask may have removed permissions.
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else { throw FileNotWritten(path: target, code: errno) }
        close(descriptor)
    }

    var size: Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Call it only after SQLite has closed the file.
    func sync() throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else { throw FileNotWritten(path: path, code: errno) }
    }

    /// Never replaces another file.
    func take(name: String) throws {
        guard rekey_rename_new(path, name) == 0 else { throw FileNotWritten(path: name, code: errno) }
        let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }  // a folder that cannot be opened cannot be synced either
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileNotWritten(path: name, code: errno) }
    }

    func remove() { unlink(path) }
}
