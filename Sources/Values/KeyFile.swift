import CProcess
import CrashPoints
import Files
import Model
package import Secrets

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The master key on disk: 32 bytes, written as 64 hexadecimal digits and a newline, readable by its owner alone.
///
/// The C library's calls are used directly. swift-system's `FileDescriptor` would cover `open` and `write` only: it has
/// no `fsync`, `rename` or `unlink`, and it throws untyped errors, so the code would be longer. Reading with retries is
/// `InputFile`'s task. 65 bytes are written at once; a short write means that the disk is full.
package struct KeyFile: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    package var exists: Bool { access(path, F_OK) == 0 }

    /// Creates a new key. When this returns, the key and its name in the folder are on disk.
    /// - Throws: `ValueError.keyFileNotCreated` if the file already exists or cannot be written.
    package func create() throws {
        // An unpredictable name, so that nobody can create the file first.
        let draft = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).new"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw notCreated("cannot be created (\(Self.reason(errno)))", fix: "choose another path with --key-file")
        }
        defer { close(descriptor) }
        let text = try KeyFile.newKeyText()
        let written = text.withBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == text.count, fsync(descriptor) == 0 else {
            let code = 0..<text.count ~= written ? ENOSPC : errno
            unlink(draft)
            throw notCreated(
                "cannot be written (\(Self.reason(code)))",
                fix: "free disk space, or choose another path with --key-file")
        }
        CrashPoint.keyWritten.pass()
        // The complete file gets its name in one step and replaces no other file: half a key would open nothing.
        guard rekey_rename_new(draft, path) == 0 else {
            let code = errno
            unlink(draft)
            throw notCreated("cannot be created (\(Self.reason(code)))", fix: "choose another path with --key-file")
        }
        try syncFolder()
        CrashPoint.keyNamed.pass()
    }

    /// - Throws: `ValueError.keyFile` if it is missing, readable by others, or not a key.
    package func read() throws -> Secret {
        var bytes = SecretBuffer(capacity: 128)
        do {
            let file = try InputFile(path)
            try checkPermissions(file.descriptor)
            try bytes.append(upTo: 128) { room in try file.read(into: room) }
        } catch let problem as InputFileProblem {
            throw failure("the key file \(problem)", fix: Self.remedy(problem))
        }
        guard let key = Self.parse(bytes) else {
            throw failure(
                "the key file does not contain a key of 32 bytes", fix: "restore the file that `rekey init` wrote")
        }
        return key
    }

    /// A lost key cannot be created again: another key opens nothing.
    private static func remedy(_ problem: InputFileProblem) -> String {
        guard problem == .unreadable(ENOENT) else { return problem.remedy }
        return
            "restore your copy of it, or name it with --key-file: without it the sealed values in the database cannot "
            + "be opened (resume, retry, keep, rollback, reveal); status, runs, items, history and report work without it"
    }

    /// Renames this file to `other` and thereby replaces that file.
    /// - Throws: `ValueError.keyFileNotCreated`.
    package func replace(_ other: String) throws {
        guard rename(path, other) == 0 else {
            throw notCreated("cannot take the name \(other) (\(Self.reason(errno)))", fix: "rename it by hand")
        }
        try syncFolder()
        CrashPoint.keyReplaced.pass()
    }

    /// - Throws: `ValueError.keyFileNotCreated`.
    package func remove() throws {
        guard unlink(path) == 0 else {
            throw notCreated("cannot be removed (\(Self.reason(errno)))", fix: "remove it by hand")
        }
    }

    /// The key that a program wrote instead of a file.
    package static func key(in bytes: [UInt8]) -> Secret? {
        bytes.withUnsafeBytes { raw in
            var buffer = SecretBuffer(capacity: 128)
            buffer.append(UnsafeRawBufferPointer(rebasing: raw.prefix(128)))
            return parse(buffer)
        }
    }

    private func checkPermissions(_ descriptor: Int32) throws {
        guard let isExposed = FileExposure.isExposed(descriptor, path: path) else {
            throw failure("the key file cannot be examined", fix: "check the path")
        }
        if isExposed { throw failure("the key file can be read by others", fix: "chmod 600 \(path)") }
    }

    /// Raw bytes are accepted too, as `head -c 32 /dev/urandom` writes them or a mounted secret contains them.
    private static func parse(_ bytes: borrowing SecretBuffer) -> Secret? {
        bytes.withBytes { raw in
            if raw.count == 32 { return Secret(copying: raw) }
            guard raw.count == 64 || raw.count == 65 && raw[64] == UInt8(ascii: "\n") else { return nil }
            var key = SecretBuffer(capacity: 32)
            for index in 0..<32 {
                guard let high = digit(raw[2 * index]), let low = digit(raw[2 * index + 1]) else { return nil }
                key.append(high << 4 | low)
            }
            return key.secret()
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func newKeyText() throws -> Secret {
        let key = try Secret.random(bytes: 32)
        var text = SecretBuffer(capacity: 65)
        key.withBytes { TextEncoding.hex($0, into: &text) }
        text.append(UInt8(ascii: "\n"))
        return text.secret()
    }

    private func syncFolder() throws {
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/" : "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }  // a folder that cannot be opened cannot be synced either
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw notCreated("cannot be written (\(Self.reason(errno)))", fix: "check the disk")
        }
    }

    private func failure(_ what: String, fix remedy: String) -> ValueError {
        .keyFile(path: path, InvalidInput(what, fix: remedy))
    }

    private func notCreated(_ what: String, fix remedy: String) -> ValueError {
        .keyFileNotCreated(path: path, InvalidInput(what, fix: remedy))
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
