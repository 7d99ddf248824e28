package import Crypto
import Foundation

/// Bytes that must stay hidden: a secret's value, a credential, a key.
///
/// It cannot be printed, interpolated, logged, reflected or encoded; its bytes are accessible through `withBytes` only.
/// The storage is swift-crypto's, which overwrites it when the last copy is released.
package struct Secret: Sendable {
    @usableFromInline let storage: SymmetricKey

    package init(copying bytes: UnsafeRawBufferPointer) {
        storage = SymmetricKey(data: bytes)
    }

    /// For values that already exist as text, from the environment or a profile.
    package init(utf8 text: String) {
        var text = text
        storage = text.withUTF8 { SymmetricKey(data: UnsafeRawBufferPointer($0)) }
    }

    package var count: Int { storage.bitCount / 8 }

    /// Lends the bytes; outside of `body` they may only be copied to a buffer that is overwritten too.
    @inlinable
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try storage.withUnsafeBytes(body)
    }

    /// The same bytes as a key for swift-crypto.
    package var cryptographicKey: SymmetricKey { storage }
}

extension Secret: Equatable {
    /// Takes the same time wherever the bytes differ.
    package static func == (left: Secret, right: Secret) -> Bool { left.storage == right.storage }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[secret]" }
    package var debugDescription: String { "[secret]" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension DefaultStringInterpolation {
    @available(*, unavailable, message: "a secret never becomes part of a text")
    package mutating func appendInterpolation(_ secret: Secret) {}
}
