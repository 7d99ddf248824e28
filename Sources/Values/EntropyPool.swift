import CProcess
import Secrets

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Random bytes of the system's generator, fetched in blocks: a system call per character would take longer than the
/// rest of a value.
///
/// Source: getrandom(2), which always returns up to 256 bytes completely, and more unless a signal interrupts it.
package struct EntropyPool: ~Copyable {
    private var pool = SecretBuffer(capacity: blockSize)
    private var used = 0

    private static let blockSize = 4_096

    package init() {}

    /// A random byte.
    /// - Throws: `ValueError.noRandomness` if the system cannot provide any.
    package mutating func byte() throws -> UInt8 {
        if used == pool.count { try refill() }
        used += 1
        let at = used - 1
        return pool.withBytes { $0[at] }
    }

    /// Lends the buffered random bytes, at least one; `body` returns how many it used, counted from the first.
    /// - Throws: `ValueError.noRandomness`.
    mutating func draw(_ body: (UnsafeRawBufferPointer) -> Int) throws {
        if used == pool.count { try refill() }
        used += pool.withBytes { body(UnsafeRawBufferPointer(rebasing: $0[used...])) }
    }

    /// A number in 0..<`bound`, each with the same probability.
    /// - Parameter bound: 1 to 65,536.
    package mutating func number(below bound: Int) throws -> Int {
        // Numbers above the last whole multiple of the bound are drawn again: taking them modulo the bound would favour
        // the small numbers.
        if bound <= 256 {
            let limit = 256 - 256 % bound
            while true {
                let drawn = Int(try byte())
                if drawn < limit { return drawn % bound }
            }
        }
        let limit = 65_536 - 65_536 % bound
        while true {
            let drawn = Int(try byte()) << 8 | Int(try byte())
            if drawn < limit { return drawn % bound }
        }
    }

    /// A number in 0..<1 with 53 random bits.
    package mutating func fraction() throws -> Double {
        var bits: UInt64 = 0
        for _ in 0..<8 { bits = bits << 8 | UInt64(try byte()) }
        return Double(bits >> 11) / 9_007_199_254_740_992
    }

    private mutating func refill() throws {
        pool.removeAll()
        used = 0
        while pool.count < Self.blockSize {
            try pool.append(upTo: Self.blockSize - pool.count) { room in
                let count = rekey_random(room.baseAddress, room.count)
                guard count > 0 else { throw ValueError.noRandomness }
                return count
            }
        }
    }
}
