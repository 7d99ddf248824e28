import Crypto
import Foundation
import Model
package import Secrets

/// Encrypts and opens the values in the database, with AES-256-GCM.
///
/// The envelope is one byte of format (1), 12 bytes of nonce, the ciphertext, 16 bytes of tag. The additional data bind
/// it to its context, so that an envelope that is moved to another row does not open.
package struct Seal: Sendable {
    private let key: Secret
    private static let format: UInt8 = 1

    /// - Parameter key: 32 bytes.
    package init(key: Secret) {
        self.key = key
    }

    /// - Throws: swift-crypto's errors, which only mention sizes.
    package func seal(_ value: Secret, at place: SealContext) throws -> [UInt8] {
        try value.withBytes { try seal($0, at: place, nonce: AES.GCM.Nonce()) }
    }

    /// - Parameter entropy: provides the nonce; a system call for each nonce would take as long as the sealing.
    package func seal(
        _ bytes: UnsafeRawBufferPointer, at place: SealContext, entropy: inout EntropyPool
    ) throws -> [UInt8] {
        let nonce = try withUnsafeTemporaryAllocation(byteCount: 12, alignment: 1) { bytes in
            for index in bytes.indices { bytes[index] = try entropy.byte() }
            return try AES.GCM.Nonce(data: UnsafeRawBufferPointer(bytes))
        }
        return try seal(bytes, at: place, nonce: nonce)
    }

    private func seal(_ bytes: UnsafeRawBufferPointer, at place: SealContext, nonce: AES.GCM.Nonce) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            bytes, using: key.cryptographicKey, nonce: nonce, authenticating: place.additionalData)
        // Nonce, ciphertext and tag in one piece; it exists because the nonce has 12 bytes.
        guard let sealed = box.combined else { throw ValueError.notOpened }
        return [UInt8](unsafeUninitializedCapacity: 1 + sealed.count) { envelope, count in
            envelope[0] = Self.format
            sealed.withUnsafeBytes { UnsafeMutableRawBufferPointer(envelope)[1...].copyBytes(from: $0) }
            count = 1 + sealed.count
        }
    }

    /// - Throws: `ValueError.notOpened` for another key, another context, or changed bytes.
    package func open(_ envelope: [UInt8], at place: SealContext) throws -> Secret {
        guard envelope.first == Self.format, envelope.count >= 29,
            let box = try? AES.GCM.SealedBox(combined: envelope.dropFirst()),  // a wrong size is reported below
            var plain = try? AES.GCM.open(box, using: key.cryptographicKey, authenticating: place.additionalData)
        else { throw ValueError.notOpened }
        defer { plain.resetBytes(in: plain.startIndex..<plain.endIndex) }
        return plain.withUnsafeBytes { Secret(copying: $0) }
    }
}
