import ArgumentParser
import Foundation
import Logging
import Model
import Secrets
import Values

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Show sample values of a generator, to try out a policy.",
        discussion: """
            Example: rekey generate password --length 40 --min-digit 4 --count 3

            Runs never use these values, and no database is opened.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The policy: password, token, uuid, pin or keypair.", valueName: "policy"))
    var policy: Policy

    @Option(help: "The number of values.")
    var count = 1

    @Option(help: "The number of characters of a password, or digits of a PIN.")
    var length: Int?

    @Option(parsing: .unconditional, help: "The minimum number of lower-case letters; -1 excludes them.")
    var minLower: Int?

    @Option(parsing: .unconditional, help: "The minimum number of upper-case letters; -1 excludes them.")
    var minUpper: Int?

    @Option(parsing: .unconditional, help: "The minimum number of digits; -1 excludes them.")
    var minDigit: Int?

    @Option(parsing: .unconditional, help: "The minimum number of symbols; -1 excludes them.")
    var minSymbol: Int?

    @Option(parsing: .unconditional, help: "The symbols to use (default: -_.~).")
    var symbols: String?

    @Option(parsing: .unconditional, help: "Characters to exclude.")
    var exclude: String?

    @Option(help: "The first character: letter or any. By default the value begins and ends with a letter or digit.")
    var first: EdgeCharacters?

    @Option(help: "The number of random bytes of a token.")
    var bytes: Int?

    @Option(help: "The encoding of a token: hex, base64, base64url or base32.")
    var encoding: Generator.TokenEncoding?

    @Option(help: "The version of a UUID: v4 or v7.")
    var variant: Generator.UUIDVariant?

    @Option(help: "The algorithm of a key pair: ed25519, p256, rsa-3072 or rsa-4096.")
    var algorithm: KeyAlgorithm?

    @Flag(help: "Allow less than 64 bits of entropy.")
    var weak = false

    enum Policy: String, ExpressibleByArgument, CaseIterable {
        case password, token, uuid, pin, keypair
    }

    func run() throws {
        guard (1...1_000_000).contains(count) else { throw ValidationError("--count must be 1 to 1000000") }
        let generator = try RunOptions.parsing { try chosen() }
        guard !generator.isWeak || weak else {
            throw ValidationError(
                "its values have \(Int(generator.entropyBits)) bits of entropy, under "
                    + "\(Int(Generator.minEntropyBits)); make them longer, or add --weak")
        }
        let source = ValueGenerator(generator)
        var entropy = EntropyPool()
        let printer = OpenValues(format: global.output)
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        var samples: [Secret] = []
        for _ in 0..<count { samples.append(try source.value(from: &entropy, unixMilliseconds: now)) }
        try printer.print(samples: samples)
        global.logger.notice("each value has \(Int(generator.entropyBits)) bits of entropy")
    }

    private func chosen() throws -> Generator {
        try checkOptions()
        switch policy {
        case .password:
            let minimums: [(CharacterClass, Int?)] = [
                (.lower, minLower), (.upper, minUpper), (.digit, minDigit), (.symbol, minSymbol),
            ]
            return .password(
                try PasswordPolicy(
                    length: length ?? 32,
                    minimum: Dictionary(
                        uniqueKeysWithValues: minimums.compactMap { name, count in count.map { (name, $0) } }),
                    symbols: symbols ?? PasswordPolicy.defaultSymbols, exclude: exclude ?? "", edges: first))
        case .token:
            return .token(
                TokenPolicy(
                    bytes: try Self.within(1...1_024, bytes ?? 32, "--bytes"), encoding: encoding ?? .base64url,
                    edges: first ?? .alphanumeric))
        case .uuid: return .uuid(variant ?? .v4)
        case .pin: return .pin(length: try Self.within(4...64, length ?? 6, "--length"))
        case .keypair: return .keypair(algorithm ?? .ed25519)
        }
    }

    /// An option that the policy does not have would otherwise be ignored silently.
    private func checkOptions() throws {
        let given: [(name: String, isGiven: Bool, policies: [Policy])] = [
            ("--length", length != nil, [.password, .pin]), ("--min-lower", minLower != nil, [.password]),
            ("--min-upper", minUpper != nil, [.password]), ("--min-digit", minDigit != nil, [.password]),
            ("--min-symbol", minSymbol != nil, [.password]), ("--symbols", symbols != nil, [.password]),
            ("--exclude", exclude != nil, [.password]), ("--first", first != nil, [.password, .token]),
            ("--bytes", bytes != nil, [.token]),
            ("--encoding", encoding != nil, [.token]), ("--variant", variant != nil, [.uuid]),
            ("--algorithm", algorithm != nil, [.keypair]),
        ]
        if let stray = given.first(where: { $0.isGiven && !$0.policies.contains(policy) }) {
            throw ValidationError(
                "\(stray.name) is not for \(policy.rawValue), but for \(stray.policies.map(\.rawValue).joined(separator: " and "))"
            )
        }
    }

    private static func within(_ range: ClosedRange<Int>, _ number: Int, _ option: String) throws -> Int {
        guard range.contains(number) else {
            throw ValidationError("\(option) must be \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

extension EdgeCharacters: ExpressibleByArgument {
    public init?(argument: String) {
        guard let edges = Self.choices.first(where: { $0.rawValue == argument }) else { return nil }
        self = edges
    }
}
extension Generator.TokenEncoding: ExpressibleByArgument {}
extension Generator.UUIDVariant: ExpressibleByArgument {}
extension KeyAlgorithm: ExpressibleByArgument {}
