import Testing

@testable import Journal

/// What is kept outside of a database, and what tells its file from another.
@Suite struct WitnessTests {
    private let witness = Witness(
        database: String(repeating: "ab", count: 16), file: FileIdentity(inode: 7, born: 8),
        audit: AuditHead(count: 12, hash: [UInt8](repeating: 3, count: 32)), run: 5)

    @Test("a witness says the same when it is read again, also where no birth time is known")
    func again() {
        #expect(Witness(line: witness.line) == witness)
        let other = Witness(
            database: witness.database, file: FileIdentity(inode: 7, born: nil), audit: witness.audit, run: 5)
        #expect(Witness(line: other.line) == other)
        #expect(witness.line.utf8.count < 400)
    }

    @Test("a line that was written by halves, or changed, says nothing")
    func torn() {
        let line = witness.line
        for count in 0..<line.count { #expect(Witness(line: String(line.prefix(count))) == nil) }
        #expect(Witness(line: line.replacing(" 12 ", with: " 11 ")) == nil)
        #expect(Witness(line: "4711") == nil)
    }

    @Test(
        "the birth time tells two files apart, and the inode's number where one of them has none",
        arguments: [
            (FileIdentity(inode: 1, born: 5), FileIdentity(inode: 1, born: 5), true),
            (FileIdentity(inode: 1, born: 5), FileIdentity(inode: 2, born: 5), true),
            (FileIdentity(inode: 1, born: 5), FileIdentity(inode: 1, born: 6), false),
            (FileIdentity(inode: 1, born: nil), FileIdentity(inode: 1, born: 6), true),
            (FileIdentity(inode: 1, born: nil), FileIdentity(inode: 2, born: 6), false),
            (FileMark.nobody, FileIdentity(inode: 2, born: 6), false),
        ])
    func identity(one: FileIdentity, other: FileIdentity, isSame: Bool) {
        #expect(one.isSameFile(as: other) == isSame && other.isSameFile(as: one) == isSame)
    }
}
