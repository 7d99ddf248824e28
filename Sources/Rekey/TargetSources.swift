import Model
import Secrecy
import Values

/// Looks whether the sources of a target's values are there and can be read, without keeping what they say.
struct TargetSources {
    private let reader: SourceReader
    /// Files and variables that were looked at: most targets share some.
    private var seen: Set<String> = []
    /// Of values whose ends have what is seldom meant.
    private(set) var warnings = ValueWarnings()

    init(directory: String) {
        reader = SourceReader(directory: directory)
    }

    /// What is missing or wrong whatever the target.
    mutating func commonProblems(of entry: SecretEntry) -> [String] {
        // No target is concerned, so that any stands for all.
        let anybody = Target(app: AppID(stored: ""), secret: SecretName(stored: ""))
        return entry.keys.filter { key in !key.source.texts.contains(where: \.isPerTarget) }.compactMap { key in
            problem(with: key, anybody, nil).map { "\(key.name): \($0)" }
        }
    }

    /// What is missing or wrong for one target, each with the key that needs it; a problem that several targets share
    /// is told once.
    mutating func problems(of target: Target, _ entry: SecretEntry, appName: String?) -> [String] {
        var problems: [String] = []
        if let file = entry.keysFrom, let problem = problem(with: file, target, appName) {
            problems.append("keys_from: \(problem)")
        }
        for key in entry.keys {
            if let problem = problem(with: key, target, appName) { problems.append("\(key.name): \(problem)") }
        }
        return problems
    }

    private mutating func problem(with key: KeyPolicy, _ target: Target, _ appName: String?) -> String? {
        var odd: [(KeyName, Secret.OddEnd)] = []
        defer { for (name, end) in odd { warnings.add(name, end, target) } }
        let look = { (value: Secret) in
            if let end = try value.checkedForSending(key.name, key.rules).oddEnd { odd.append((key.name, end)) }
        }
        switch key.source {
        case .environment(let name): return once("env \(name) \(key.name)") { try look($0.environment(name)) }
        case .file(let path): return once("file \(key.name)", path, target, appName) { try look($0.file($1)) }
        case .member(let file, let name):
            return once("\(name) \(key.name)", file.path, target, appName) { reader, path in
                guard let member = try reader.values(file, path)[name] else {
                    throw Refusal("\(path) has no \(quoted(name))", mend: "add it")
                }
                _ = try member.checkedForSending(key.name, key.rules)
                try look(member.value)
            }
        case .command, .generate, .publicKey, .literal, .column, .template, .keep, .previous: return nil
        }
    }

    private mutating func problem(with file: ValueFile, _ target: Target, _ appName: String?) -> String? {
        var odd: [(KeyName, Secret.OddEnd)] = []
        defer { for (name, end) in odd { warnings.add(name, end, target) } }
        return once("keys_from", file.path, target, appName) { reader, path in
            let values = try reader.values(file, path)
            guard values.single == nil else { throw Refusal("\(path) has no keys there", mend: "see select:") }
            for member in values.members {
                do {
                    let key = try KeyName(member.name)
                    if let end = try member.checkedForSending(key, file.rules).oddEnd { odd.append((key, end)) }
                } catch let refusal as Refusal {
                    throw Refusal("\(path): \(refusal)")
                } catch ValueError.source(let refusal) {
                    throw Refusal("\(path): \(refusal)")
                }
            }
        }
    }

    private mutating func once(
        _ purpose: String, _ text: TargetText, _ target: Target, _ appName: String?,
        _ look: (SourceReader, _ path: String) throws -> Void
    ) -> String? {
        // Without the API nobody knows the names of apps; the run asks for them when it starts.
        if text.needsAppName, appName == nil { return nil }
        do {
            let path = try text.resolved(for: target, appName: appName)
            return once("\(purpose) \(path)") { try look($0, path) }
        } catch {
            return "\(error)"
        }
    }

    private mutating func once(_ name: String, _ look: (SourceReader) throws -> Void) -> String? {
        // A million files would fill the memory, and one that has the target in its path is looked at once anyway.
        if seen.count > 100_000 { seen.removeAll() }
        guard seen.insert(name).inserted else { return nil }
        do {
            try look(reader)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
