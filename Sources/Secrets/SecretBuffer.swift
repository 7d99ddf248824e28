#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Bytes under construction; they are overwritten when the buffer grows and when it is released.
package struct SecretBuffer: ~Copyable {
    @usableFromInline var storage: UnsafeMutableRawBufferPointer
    @usableFromInline var end = 0

    @inlinable
    package var count: Int { end }

    package init(capacity: Int = 128) {
        storage = .allocate(byteCount: max(16, capacity), alignment: 16)
    }

    deinit {
        Self.wipe(storage)
        storage.deallocate()
    }

    @inlinable
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        storage[end] = byte
        end += 1
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: storage[end...]).copyMemory(from: bytes)
        end += bytes.count
    }

    package mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    package mutating func append(_ secret: Secret) {
        secret.withBytes { append($0) }
    }

    /// Lets `fill` write up to `maximum` bytes at the end; it returns how many it wrote.
    package mutating func append(upTo maximum: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
        reserve(maximum)
        end += try fill(UnsafeMutableRawBufferPointer(rebasing: storage[end..<(end + maximum)]))
    }

    package mutating func swapAt(_ left: Int, _ right: Int) {
        precondition(left < count && right < count, "both places hold a byte")
        let byte = storage[left]
        storage[left] = storage[right]
        storage[right] = byte
    }

    /// Capacity that is kept for the next use; a buffer that had to grow far beyond it is freed.
    private static let roomKept = 16_384

    /// Overwrites the content and empties the buffer.
    package mutating func removeAll() {
        Self.wipe(UnsafeMutableRawBufferPointer(rebasing: storage[..<end]))
        end = 0
        guard storage.count > Self.roomKept else { return }
        storage.deallocate()
        storage = .allocate(byteCount: 1_024, alignment: 16)
    }

    @inlinable
    package borrowing func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try body(UnsafeRawBufferPointer(rebasing: storage[..<end]))
    }

    /// The content as a value that can be kept.
    package borrowing func secret() -> Secret {
        withBytes { Secret(copying: $0) }
    }

    @inlinable
    mutating func reserve(_ more: Int) {
        if end + more > storage.count { grow(more) }
    }

    @usableFromInline
    mutating func grow(_ more: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(storage.count * 2, end + more), alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<end]))
        Self.wipe(storage)
        storage.deallocate()
        storage = larger
    }

    /// `explicit_bzero`, because a compiler may remove a `memset` before a `free`.
    private static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        explicit_bzero(base, bytes.count)
    }
}
