/// Who works with the database, and the keys that keep others from changing what was said about it. The journal uses the
/// keys and does not hold them.
package struct Auditor: Sendable {
    let actor: String
    let host: String
    /// 32 bytes that nobody can work out without the key.
    let hash: @Sendable ([UInt8]) -> [UInt8]
    let seal: @Sendable ([UInt8]) throws -> [UInt8]
    let open: @Sendable ([UInt8]) throws -> [UInt8]

    package init(
        actor: String, host: String, hash: @escaping @Sendable ([UInt8]) -> [UInt8],
        seal: @escaping @Sendable ([UInt8]) throws -> [UInt8], open: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) {
        self.actor = actor
        self.host = host
        self.hash = hash
        self.seal = seal
        self.open = open
    }
}
