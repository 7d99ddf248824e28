import Model
import Sandbox

/// A secret that the stand-in has at first, with one of its keys: `APP_ID:NAME` or `APP_ID:NAME:KEY=VALUE`.
struct SeededKey {
    private let target: SandboxTarget
    private let pair: (key: String, value: String)?

    /// - Throws: `InvalidInput`.
    init(text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2 else {
            throw InvalidInput("\(quoted(text)) names no secret", fix: "write APP_ID:NAME or APP_ID:NAME:KEY=VALUE")
        }
        target = SandboxTarget(app: try AppID(parts[0]).text, secret: try SecretName(parts[1]).text)
        guard parts.count == 3 else {
            pair = nil
            return
        }
        guard let equals = parts[2].firstIndex(of: "="), equals != parts[2].startIndex else {
            throw InvalidInput("\(quoted(parts[2])) is not a key with its value", fix: "write KEY=VALUE")
        }
        pair = (String(parts[2][..<equals]), String(parts[2][parts[2].index(after: equals)...]))
    }

    /// A secret without any key of its own has the keys of `--key`.
    func add(to configuration: inout SandboxConfiguration) {
        if let pair {
            configuration.secrets[target, default: [:]][pair.key] = pair.value
        } else if configuration.secrets[target] == nil {
            configuration.secrets[target] = configuration.firstValues
        }
    }
}
