import Model

extension ValueSource {
    /// How a key gets its value, in a few words; nothing secret is shown.
    var summary: String {
        switch self {
        case .generate(.password(let policy)): "password, \(policy.length) characters"
        case .generate(.token(let policy)): "token, \(policy.bytes) bytes as \(policy.encoding.rawValue)"
        case .generate(.uuid(let variant)): "uuid \(variant.rawValue)"
        case .generate(.pin(let length)): "pin, \(length) digits"
        case .literal(let text): "literal \(quoted(text))"
        case .environment(let name): "env \(name)"
        case .generate(.keypair(let algorithm)): "keypair \(algorithm.rawValue)"
        case .publicKey(let name, let form): "public key of \(name) as \(form.rawValue)"
        case .file(let path): "file \(path.text)"
        case .command(let call): "command \(call.text)"
        case .column(let name): "column \(name)"
        case .member(let file, let name): "\(name) of \(file.form.rawValue) \(file.path.text)"
        case .keep: "keep"
        case .previous(let name, let alternative):
            "previous \(name)" + (alternative.map { ", or \(quoted($0))" } ?? "")
        case .template(let template): "template of \(template.references.map(\.text).joined(separator: ", "))"
        }
    }

    var entropyBits: Double? {
        if case .generate(let generator) = self { generator.entropyBits } else { nil }
    }
}

extension KeySet {
    var summary: String {
        switch self {
        case .file(let file): return file.summary
        case .list(let keys):
            let rest = keys.skipsEmpty ? ", only those with a value" : ""
            return switch keys.form {
            case .allColumns: "all columns of the list\(rest)"
            case .columns(let names): "columns \(names.joined(separator: ", ")) of the list\(rest)"
            case .rows(let key, let value): "rows of the list: key \(key), value \(value)\(rest)"
            }
        }
    }
}

extension ValueFile {
    /// The keys that it provides, in a few words.
    var summary: String {
        let inner = select.map { " at \($0.text)" } ?? ""
        return "all keys of \(form.rawValue) \(path.text)\(inner)"
    }
}
