#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// For progress, logs and errors.
enum StandardError {
    /// Errors of writing are ignored: a run must not end because its terminal did.
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
