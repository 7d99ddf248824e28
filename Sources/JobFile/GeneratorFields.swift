import Model

/// The options of a `generate`.
enum GeneratorFields {
    private static let common = ["generate", "share", "weak"]
    private static let options = [
        "password": ["length", "lower", "upper", "digit", "symbol", "symbols", "exclude", "first"],
        "token": ["bytes", "encoding", "first"],
        "uuid": ["variant"],
        "pin": ["length"],
        "keypair": ["algorithm", "public_key", "public_form"],
    ]

    /// - Returns: the key; for a key pair also the key of the public half.
    static func read(_ key: KeyName, _ field: Field) throws -> [KeyPolicy] {
        guard let kind = try field.pairs().first(where: { $0.name == "generate" })?.field else {
            throw field.wrong("the key has no source", fix: "write generate:")
        }
        let name = try kind.text()
        guard let known = options[name] else {
            throw kind.wrong(
                "\(quoted(name)) is not a generator",
                fix: "use one of \(options.keys.sorted().joined(separator: ", "))")
        }
        let fields = try field.mapping(known: common + known)
        let generator = try generator(name, fields, field)
        let isWeak = try fields["weak"]?.flag() ?? false
        if generator.isWeak, !isWeak {
            throw kind.wrong(
                "its values have \(Int(generator.entropyBits)) bits of entropy, under \(Int(Generator.minEntropyBits))",
                fix: "make them longer, or write weak: true")
        }
        let share = try fields["share"].map(share) ?? .none
        let policy = KeyPolicy(name: key, source: .generate(generator), share: share)
        return try [policy] + publicHalf(of: key, fields)
    }

    private static func publicHalf(of key: KeyName, _ fields: [String: Field]) throws -> [KeyPolicy] {
        let form = try fields["public_form"]?.choice(PublicKeyForm.self)
        guard let field = fields["public_key"] else {
            if let field = fields["public_form"] {
                throw field.wrong(
                    "public_form needs public_key", fix: "name the key that takes the public half under public_key")
            }
            return []
        }
        let text = try field.text()
        return [KeyPolicy(name: try field.placed { try KeyName(text) }, source: .publicKey(of: key, form ?? .pem))]
    }

    private static func share(_ field: Field) throws -> Share {
        switch try field.text() {
        case "plan": return .plan
        case "app": return .app
        case let other:
            throw field.wrong("\(quoted(other)) is not known here", fix: "write plan or app, or leave it out")
        }
    }

    private static func generator(_ name: String, _ fields: [String: Field], _ field: Field) throws -> Generator {
        switch name {
        case "token":
            return .token(
                TokenPolicy(
                    bytes: try fields["bytes"]?.integer(1...1_024) ?? 32,
                    encoding: try fields["encoding"]?.choice(Generator.TokenEncoding.self) ?? .base64url,
                    edges: try fields["first"].map(edges) ?? .alphanumeric))
        case "uuid": return .uuid(try fields["variant"]?.choice(Generator.UUIDVariant.self) ?? .v4)
        case "pin": return .pin(length: try fields["length"]?.integer(4...64) ?? 6)
        case "keypair": return .keypair(try fields["algorithm"]?.choice(KeyAlgorithm.self) ?? .ed25519)
        default: return .password(try password(fields, field))
        }
    }

    private static func password(_ fields: [String: Field], _ field: Field) throws -> PasswordPolicy {
        var minimum: [CharacterClass: Int] = [:]
        for name in CharacterClass.allCases {
            minimum[name] = try fields[name.rawValue]?.integer(-1...1_024)
        }
        let length = try fields["length"]?.integer(8...1_024) ?? 32
        let symbols = try fields["symbols"]?.text() ?? PasswordPolicy.defaultSymbols
        let exclude = try fields["exclude"]?.text() ?? ""
        let edges = try fields["first"].map(edges)
        return try field.placed {
            try PasswordPolicy(length: length, minimum: minimum, symbols: symbols, exclude: exclude, edges: edges)
        }
    }

    private static func edges(_ field: Field) throws -> EdgeCharacters {
        let text = try field.text()
        guard let edges = EdgeCharacters.choices.first(where: { $0.rawValue == text }) else {
            throw field.wrong(
                "\(quoted(text)) is not known here",
                fix: "write letter or any, or leave it out for a letter or digit at both ends")
        }
        return edges
    }
}
