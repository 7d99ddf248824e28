package import Model
package import Secrecy

extension Secret {
    /// The most that a secret may hold (Kubernetes: 1 MiB).
    package static let most = 1_048_576

    /// - Throws: `ValueError.source` for a value that must never be sent: a mask read back from somewhere, text that
    ///   JSON cannot carry, or more than Kubernetes takes.
    package func checkedForSending(_ key: KeyName) throws -> Secret {
        if isMask {
            throw ValueError.source(
                Refusal(
                    "the value of \(quoted(key.text)) is a mask of asterisks or dots, not a value",
                    mend: "supply the real value; the API shows every value as ****"))
        }
        guard count <= Self.most else {
            throw ValueError.source(
                Refusal("the value of \(quoted(key.text)) is over 1 MiB", mend: "Kubernetes takes no larger secret"))
        }
        let isText = withBytes { bytes in
            bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) != nil
        }
        guard isText else {
            throw ValueError.source(
                Refusal("the value of \(quoted(key.text)) is not UTF-8", mend: "encode it, for instance as base64"))
        }
        return self
    }

    /// Three or more of one of `* • · ●` and nothing else but white space around them.
    package var isMask: Bool {
        withBytes { bytes in
            let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
            guard let first = bytes.firstIndex(where: { !isSpace($0) }),
                let last = bytes.lastIndex(where: { !isSpace($0) })
            else { return false }
            let inner = UnsafeRawBufferPointer(rebasing: bytes[first...last])
            return Self.maskSigns.contains { sign in
                inner.count >= 3 * sign.count && inner.count.isMultiple(of: sign.count)
                    && inner.indices.allSatisfy { inner[$0] == sign[$0 % sign.count] }
            }
        }
    }

    private static let maskSigns = ["*", "•", "·", "●"].map { Array($0.utf8) }
}
