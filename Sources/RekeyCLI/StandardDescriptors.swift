#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Makes sure that descriptors 0 to 2 are open, as every program expects.
enum StandardDescriptors {
    /// If rekey is started without one of them (`rekey run p >&-`), the next socket or file would get its number, and
    /// progress would be written into a request.
    static func fillGaps() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            if descriptor < 0 { return }  // without /dev/null nothing can be done
            if descriptor > STDERR_FILENO {
                close(descriptor)
                return
            }
        }
    }
}
