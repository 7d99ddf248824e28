import CProcess
import Crypto

/// How far a database was when a run last began or ended, kept outside of it: in the file `.lock`, and where the file system
/// can, as an attribute of its file.
///
/// Written after the commits that it is about, so it is never ahead of its database; a database that is behind it has
/// lost something: a backup was put back, or the write-ahead log was deleted.
struct Witness: Sendable, Equatable {
    /// `file_mark.database_id`.
    let database: String
    let file: FileIdentity
    let audit: AuditHead
    /// The highest number that was given to a run.
    let run: Int64

    init(database: String, file: FileIdentity, audit: AuditHead, run: Int64) {
        self.database = database
        self.file = file
        self.audit = audit
        self.run = run
    }

    /// What is kept about the database at a path.
    static func all(of path: String) -> [Witness] {
        [LockFile.witness(beside: path), attribute(of: path)].compactMap { $0 }
    }

    private static func attribute(of path: String) -> Witness? {
        guard let (_, descriptor) = try? OpenDatabases.file(path) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 512)
        let got = rekey_note_get(descriptor, &bytes, bytes.count)
        return got > 0 ? Witness(line: String(decoding: bytes[..<got], as: UTF8.self)) : nil
    }

    private static let format = "witness/1"

    private var words: [String] {
        [
            Self.format, database, String(file.inode), file.born.map(String.init) ?? "-", String(audit.count),
            Hexadecimal.text(audit.hash), String(run),
        ]
    }

    /// With eight digits of a checksum at its end.
    var line: String {
        let text = words.joined(separator: " ")
        return text + " " + Self.checksum(text)
    }

    /// - Returns: `nil` for what was written by halves or by another program.
    init?(line: String) {
        let parts = line.split(separator: " ").map(String.init)
        guard parts.count == 8, parts[0] == Self.format,
            parts[7] == Self.checksum(parts[..<7].joined(separator: " ")),
            let inode = UInt64(parts[2]), let count = Int64(parts[4]), let hash = Hexadecimal.bytes(parts[5]),
            let run = Int64(parts[6])
        else { return nil }
        self.init(
            database: parts[1], file: FileIdentity(inode: inode, born: Int64(parts[3])),
            audit: AuditHead(count: count, hash: hash), run: run)
    }

    private static func checksum(_ text: String) -> String {
        Hexadecimal.text(Array(SHA256.hash(data: Array(text.utf8)).prefix(4)))
    }
}
