import Model

extension ValueSource {
    /// How a key gets its value, in a few words; what is shown is no secret.
    var summary: String {
        switch self {
        case .generate(.password(let policy)): "password, \(policy.length) characters"
        case .generate(.token(let bytes, let encoding)): "token, \(bytes) bytes as \(encoding.rawValue)"
        case .generate(.uuid(let variant)): "uuid \(variant.rawValue)"
        case .generate(.pin(let length)): "pin, \(length) digits"
        case .literal(let text): "literal \(quoted(text))"
        case .environment(let name): "env \(name)"
        case .file(let path): "file \(path)"
        case .template(let template): "template of \(template.references.map(\.text).joined(separator: ", "))"
        }
    }

    var entropyBits: Double? {
        if case .generate(let generator) = self { generator.entropyBits } else { nil }
    }
}
