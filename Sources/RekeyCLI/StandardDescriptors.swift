#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Descriptors 0 to 2 as every program expects them.
enum StandardDescriptors {
    /// Started without one of them (`rekey run p >&-`), the next socket or file would take its number, and the progress
    /// would be written into a request.
    static func fillGaps() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            if descriptor < 0 { return }  // no /dev/null: nothing better can be had
            if descriptor > STDERR_FILENO {
                close(descriptor)
                return
            }
        }
    }
}
