import Files
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct InputFileTests {
    private func inFolder<R>(_ body: (String) throws -> R) throws -> R {
        let folder = FileManager.default.temporaryDirectory.path + "/rekey-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }

    @Test("a regular file is read whole, also through a link and from /dev/fd")
    func regular() throws {
        try inFolder { folder in
            let text = String(repeating: "0123456789", count: 20_000)
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/a"))
            symlink(folder + "/a", folder + "/b")
            let descriptor = open(folder + "/a", O_RDONLY)
            defer { close(descriptor) }
            for path in [folder + "/a", folder + "/b", "/dev/fd/\(descriptor)"] {
                #expect(try InputFile.contents(of: path) == Array(text.utf8))
            }
            #expect(try InputFile.contents(of: folder + "/a", maximum: 10).count == 11)
        }
    }

    @Test("what could wait for ever or never end is refused at once, with the reason")
    func special() throws {
        try inFolder { folder in
            for (path, kind) in [(folder, "a folder"), ("/dev/zero", "a device"), ("/dev/null", "a device")] {
                let problem = #expect(throws: InputFileProblem.self) { try InputFile.contents(of: path) }
                #expect(problem == .notRegular(kind: kind))
                #expect(!InputFile.isRegular(path))
            }
            let missing = #expect(throws: InputFileProblem.self) { try InputFile.contents(of: folder + "/none") }
            #expect(missing == .unreadable(ENOENT))
        }
    }

    @Test("a pipe that was handed over is read once, and everybody who asks gets all of it")
    func pipe() throws {
        var ends: [Int32] = [-1, -1]
        #expect(Glibc.pipe(&ends) == 0)
        #expect(write(ends[1], "value", 5) == 5)
        close(ends[1])
        for _ in 0..<3 { #expect(try InputFile.contents(of: "/dev/fd/\(ends[0])") == Array("value".utf8)) }
        close(ends[0])
    }

    @Test("a named pipe without a writer is waited for once, whoever asks for it afterwards", .timeLimit(.minutes(1)))
    func namedPipe() throws {
        try inFolder { folder in
            #expect(mkfifo(folder + "/pipe", 0o600) == 0)
            for _ in 0..<20 {
                let problem = #expect(throws: InputFileProblem.self) {
                    try InputFile.contents(of: folder + "/pipe")
                }
                #expect(problem == .silent(seconds: 3))
            }
            #expect(!InputFile.isRegular(folder + "/pipe"))
        }
    }

    @Test("a pipe whose writer says nothing ends with its task", .timeLimit(.minutes(1)))
    func silent() async throws {
        var ends: [Int32] = [-1, -1]
        #expect(Glibc.pipe(&ends) == 0)
        let path = "/dev/fd/\(ends[0])"
        let problem = await withTaskGroup(of: InputFileProblem?.self) { group in
            group.addTask {
                do throws(InputFileProblem) {
                    _ = try InputFile.contents(of: path)
                    return nil
                } catch {
                    return error
                }
            }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(problem == .cancelled)
        close(ends[1])
        close(ends[0])
    }
}
