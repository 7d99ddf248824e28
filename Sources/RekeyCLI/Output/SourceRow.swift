import Model

/// One source of keys in a plan: a key, or the file or list that an entry takes keys from.
struct SourceRow {
    /// The index of its entry under `secrets`, from 0.
    let entry: Int
    let secret: OutputValue
    /// Null for a file or list, whose keys are known only when it is read.
    let key: OutputValue
    let value: OutputValue
    let share: OutputValue
    let entropyBits: OutputValue

    /// In the plan's order.
    static func all(of plan: Plan) -> [SourceRow] {
        plan.entries.enumerated().flatMap { index, entry in
            [entry.keysFrom.map { SourceRow(index, entry, $0) }].compactMap(\.self)
                + entry.keys.map { SourceRow(index, entry, $0) }
        }
    }

    private init(_ index: Int, _ entry: SecretEntry, _ keys: KeySet) {
        self.entry = index
        secret = Self.secret(of: entry)
        key = .null
        value = .text(keys.summary)
        share = .null
        entropyBits = .null
    }

    private init(_ index: Int, _ entry: SecretEntry, _ policy: KeyPolicy) {
        self.entry = index
        secret = Self.secret(of: entry)
        key = .text(policy.name.text)
        value = .text(policy.source.summary)
        share = .text(policy.share.rawValue)
        entropyBits = policy.source.entropyBits.map { .integer(Int64($0)) } ?? .null
    }

    /// Null if each row of a list names its own secret.
    private static func secret(of entry: SecretEntry) -> OutputValue {
        entry.secret.map { .text($0.text) } ?? .null
    }
}
