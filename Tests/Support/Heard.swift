import Subprocess

/// What a program has written to one of its streams so far.
actor Heard {
    private var bytes: [UInt8] = []

    func hear(_ stream: SubprocessOutputSequence) async throws {
        for try await buffer in stream { buffer.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    }

    func add(_ text: String) { bytes += Array(text.utf8) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The last of it.
    var tail: String { String(decoding: bytes.suffix(2_000), as: UTF8.self) }
}
