import Crypto
package import Foundation

/// The delay of a plan's scheduled start: always the same for the same plan and time, and effectively random over plans
/// and times.
package struct Jitter: Sendable {
    let plan: String

    package init(plan: String) {
        self.plan = plan
    }

    /// 0 to below 1: the first eight bytes of SHA-256 over the plan's name, a line feed and the time in seconds since
    /// 1970, over 2⁶⁴.
    package func fraction(of fire: Date) -> Double {
        let seconds = Int64(fire.timeIntervalSince1970.rounded(.down))
        let hash = SHA256.hash(data: Data("\(plan)\n\(seconds)".utf8))
        let number = hash.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // As many bits as a Double has, so that the result never rounds up to 1.
        return Double(number >> 11) / 9_007_199_254_740_992
    }
}
