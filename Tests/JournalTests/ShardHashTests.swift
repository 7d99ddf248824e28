import Model
import Testing

@testable import Journal

/// Which shard a target belongs to. Known answers: a target must stay where it is in every release. Made by
/// `printf '%s\n%s' APP SECRET | sha256sum`, the first 16 digits modulo the number of shards.
@Suite struct ShardHashTests {
    @Test(
        "a target's shard is what it always was",
        arguments: [
            ("3c90c3cc-0d44-4b50-8888-8dd25736052a", "db", 0x8a98_88eb_0471_43b3 as UInt64),
            ("00000000-0000-0000-0000-000000000000", "a", 0x7420_980a_f0c2_77ba),
            ("ffffffff-ffff-4fff-bfff-ffffffffffff", "mail-relay", 0xc859_3b2b_99c1_57b6),
        ])
    func known(app: String, secret: String, hash: UInt64) throws {
        for count in [1, 2, 3, 7, 64, 10_000] {
            #expect(Shard.index(app: app, secret: secret, of: count) == Int(hash % UInt64(count)))
            #expect(Shard.index(app: app.uppercased(), secret: secret, of: count) == Int(hash % UInt64(count)))
        }
        let target = Target(app: try AppID(app), secret: try SecretName(secret))
        #expect(try (0..<7).count { try Shard(text: "\($0)/7").holds(target) } == 1)
    }
}
