import Foundation
import Testing
import Values

@Suite struct RunIdentityTests {
    @Test("a UUID is of version 4, and none comes twice")
    func random() throws {
        let made = try (0..<1_000).map { _ in try UUID.random() }
        #expect(Set(made).count == made.count)
        for uuid in made {
            #expect(uuid.uuid.6 & 0xf0 == 0x40 && uuid.uuid.8 & 0xc0 == 0x80)
        }
    }

    @Test("nothing that is shipped asks Foundation for a UUID, which it makes from a file that may be missing")
    func sources() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files
        where file.pathExtension == "swift" && !file.path.contains("/RekeyBench/") {
            count += 1
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("UUID()") && !text.contains("/dev/urandom\""), "\(file.path)")
        }
        #expect(count > 300)
    }
}
