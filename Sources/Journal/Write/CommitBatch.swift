package import Model

/// What one transaction records of a run: all that has gathered since the last one.
package struct CommitBatch: Sendable {
    package var attempts: [Attempt] = []
    package var settled: [ItemOutcome] = []
    /// Items that stay on their way after an attempt, and how they stand.
    package var underway: [InFlightUpdate] = []
    /// Sealed values of items that were pending; they may leave once this is committed.
    package var prepared: [Preparation] = []
    package var shared: [SharedValue] = []
    /// Items with values from an earlier session that may leave once this is committed.
    package var released: [Int64] = []
    /// Released items that never left.
    package var withdrawn: [Int64] = []
    /// Of secrets whose identity is new or has changed.
    package var identities: [SeenIdentity] = []
    package var pace: PaceRow?
    package var passesCanary = false

    package init() {}

    /// Whether it says anything about items; the limiter's state alone is worth no commit.
    package var isEmpty: Bool {
        attempts.isEmpty && settled.isEmpty && underway.isEmpty && prepared.isEmpty && shared.isEmpty
            && released.isEmpty && withdrawn.isEmpty && !passesCanary
    }

    package var attemptCount: Int { attempts.count + settled.count { $0.durationMicroseconds != nil } }

    var succeeded: [Int64] {
        var items: [Int64] = []
        items.reserveCapacity(settled.count)
        for index in settled.indices where settled[index].to == .succeeded { items.append(settled[index].item) }
        return items
    }

    package struct Attempt: Sendable {
        package let item: Int64
        package let number: Int
        package let request: Request
        /// Microseconds since 1970.
        package let startedAt: Int64
        package let durationMicroseconds: Int64
        package let detail: ResultDetail
        /// Whether this very request may have been applied.
        package let doubt: Doubt

        package init(
            item: Int64, number: Int, request: Request, startedAt: Int64, durationMicroseconds: Int64,
            detail: ResultDetail, doubt: Doubt
        ) {
            self.item = item
            self.number = number
            self.request = request
            self.startedAt = startedAt
            self.durationMicroseconds = durationMicroseconds
            self.detail = detail
            self.doubt = doubt
        }
    }

    package struct ItemOutcome: Sendable {
        package let item: Int64
        package let from: ItemState
        package let to: ItemState
        package let attempts: Int
        package let doubt: Doubt
        package var detail: ResultDetail
        package let startedAt: Int64?
        package let finishedAt: Int64
        /// Of its only attempt, where this outcome records that too.
        package let durationMicroseconds: Int64?
        /// Whether the item made its secret, or may have; it counts once the item has succeeded.
        package var isCreated = false

        package init(
            item: Int64, from: ItemState, to: ItemState, attempts: Int, doubt: Doubt,
            detail: ResultDetail, startedAt: Int64?, finishedAt: Int64,
            durationMicroseconds: Int64? = nil
        ) {
            self.item = item
            self.from = from
            self.to = to
            self.attempts = attempts
            self.doubt = doubt
            self.detail = detail
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.durationMicroseconds = durationMicroseconds
        }
    }

    package struct SeenIdentity: Sendable {
        package let secret: Int64
        package let identity: SecretIdentity

        package init(secret: Int64, identity: SecretIdentity) {
            self.secret = secret
            self.identity = identity
        }
    }

    package struct InFlightUpdate: Sendable {
        package let item: Int64
        package let attempts: Int
        package let doubt: Doubt
        package let detail: ResultDetail
        package let startedAt: Int64?
        /// Whether the item made its secret, or may have.
        package let isCreated: Bool

        package init(
            item: Int64, attempts: Int, doubt: Doubt, detail: ResultDetail, startedAt: Int64?, isCreated: Bool
        ) {
            self.item = item
            self.attempts = attempts
            self.doubt = doubt
            self.detail = detail
            self.startedAt = startedAt
            self.isCreated = isCreated
        }
    }

    package struct Preparation: Sendable {
        package let item: Int64
        /// One envelope of all its values.
        package let sealed: [UInt8]
        /// A JSON object in UTF-8: the fingerprint of each value in hexadecimal.
        package let fingerprints: [UInt8]

        package init(item: Int64, sealed: [UInt8], fingerprints: [UInt8]) {
            self.item = item
            self.sealed = sealed
            self.fingerprints = fingerprints
        }
    }

    package struct SharedValue: Sendable {
        package let entry: Int
        package let key: KeyName
        /// `nil` when all apps share it.
        package let app: AppID?
        package let sealed: [UInt8]

        package init(entry: Int, key: KeyName, app: AppID?, sealed: [UInt8]) {
            self.entry = entry
            self.key = key
            self.app = app
            self.sealed = sealed
        }
    }
}
