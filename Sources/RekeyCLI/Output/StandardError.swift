#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Progress, logs and errors go here.
enum StandardError {
    /// Nothing depends on whether somebody reads it: a run must not end because its terminal did.
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }
}
