import Model
import Secrets
import Subprocesses
import Values

/// Checks whether the sources of a target's values exist and can be read. It does not keep their content.
struct TargetSources {
    private let reader: SourceReader
    private let directory: String
    /// The results for files, variables and programs that were examined: most targets share some.
    private var seen: [String: String?] = [:]
    /// Warnings about values with unusual characters at their ends.
    private(set) var warnings = ValueWarnings()

    init(directory: String) {
        self.directory = directory
        reader = SourceReader(directory: directory)
    }

    /// Problems that concern all targets alike.
    mutating func commonProblems(of entry: SecretEntry) -> [String] {
        // No target is involved, so a placeholder is used.
        let anybody = Target(app: AppID(stored: ""), secret: SecretName(stored: ""))
        return problems(of: anybody, entry, appName: nil, where: { !$0.contains(where: \.isPerTarget) })
    }

    /// Problems of one target, each with the key or step that has it.
    mutating func problems(of target: Target, _ entry: SecretEntry, appName: String?) -> [String] {
        problems(of: target, entry, appName: appName, where: { _ in true })
    }

    /// The same without the problems in `commonProblems`.
    mutating func ownProblems(of target: Target, _ entry: SecretEntry) -> [String] {
        problems(of: target, entry, appName: nil, where: { $0.contains(where: \.isPerTarget) })
    }

    /// - Parameter fits: whether to examine a source with this path and name.
    private mutating func problems(
        of target: Target, _ entry: SecretEntry, appName: String?, where fits: ([TargetText]) -> Bool
    ) -> [String] {
        var problems: [String] = []
        if let file = entry.keysFrom?.file, fits([file.path]), let problem = problem(with: file, entry, target, appName)
        {
            problems.append("keys_from: \(problem)")
        }
        for key in entry.keys where fits(key.source.traits.texts) {
            if let problem = problem(with: key, target, appName) { problems.append("\(key.name): \(problem)") }
        }
        for (name, call) in [("set", entry.steps?.set), ("verify", entry.steps?.verify)] {
            guard let call, fits([call.arguments[0]]), let problem = problem(with: call, target, appName) else {
                continue
            }
            problems.append("steps.\(name): \(problem)")
        }
        return problems
    }

    /// Examines the values of a list and keeps the warnings.
    mutating func look(at values: [(column: String, value: Secret)], of target: ListedTarget, _ entry: SecretEntry) {
        for key in entry.keys {
            guard let column = key.source.traits.column, let value = values.first(where: { $0.column == column })?.value
            else { continue }
            if let end = (key.rules.trims ? value.trimmed : value).oddEnd { warnings.add(key.name, end, target) }
        }
        guard let rules = entry.keysFrom?.listed?.rules else { return }
        for name in entry.listedKeys(in: values.map(\.column)) {
            guard let value = values.first(where: { $0.column == name })?.value else { continue }
            if let end = (rules.trims ? value.trimmed : value).oddEnd {
                warnings.add(KeyName(stored: name), end, target)
            }
        }
    }

    /// Why a program cannot be called.
    mutating func problem(with call: ProgramCall, _ target: Target, _ appName: String?) -> String? {
        let directory = directory
        return once("program", call.arguments[0], target, appName) { _, program in
            try Invocation([program], directory: directory, timeLimit: call.timeLimit).checkPresence()
        }
    }

    private mutating func problem(with key: KeyPolicy, _ target: Target, _ appName: String?) -> String? {
        var odd: [(KeyName, Secret.OddEnd)] = []
        defer { for (name, end) in odd { warnings.add(name, end, target) } }
        switch key.source {
        case .read(let source):
            return once("\(source.summary) \(key.name)", source.path, target, appName) { reader, path in
                let member = try reader.member(of: source, at: path) { try reader.values($0, path) }
                let check = { try member.checkedForSending(key.name, key.rules) }
                let value = source.path == nil ? try check() : try ValueError.naming(path, check)
                if let end = value.oddEnd { odd.append((key.name, end)) }
            }
        case .command(let call): return problem(with: call, target, appName)
        case .generate, .publicKey, .literal, .column, .template, .keep, .previous: return nil
        }
    }

    private mutating func problem(
        with file: ValueFile, _ entry: SecretEntry, _ target: Target, _ appName: String?
    ) -> String? {
        var odd: [(KeyName, Secret.OddEnd)] = []
        defer { for (name, end) in odd { warnings.add(name, end, target) } }
        let own = entry.keys.map(\.name)
        return once("keys_from besides \(own)", file.path, target, appName) { reader, path in
            for (key, member) in try reader.values(file, path).keys(besides: own, in: path) {
                let value = try ValueError.naming(path) { try member.checkedForSending(key, file.rules) }
                if let end = value.oddEnd { odd.append((key, end)) }
            }
        }
    }

    private mutating func once(
        _ purpose: String, _ text: TargetText?, _ target: Target, _ appName: String?,
        _ look: (SourceReader, _ path: String) throws -> Void
    ) -> String? {
        guard let text else { return once(purpose) { try look($0, "") } }
        // Without the API the names of apps are not known; the run asks for them when it starts.
        if text.needsAppName, appName == nil { return nil }
        do {
            let path = try text.resolved(for: target, appName: appName)
            return once("\(purpose) \(path)") { try look($0, path) }
        } catch {
            return "\(error)"
        }
    }

    private mutating func once(_ name: String, _ look: (SourceReader) throws -> Void) -> String? {
        // A million files would fill the memory, and a file whose path contains the target is examined only once
        // anyway.
        if seen.count > 100_000 { seen.removeAll() }
        if let known = seen[name] { return known }
        let problem: String?
        do {
            try look(reader)
            problem = nil
        } catch {
            problem = "\(error)"
        }
        seen[name] = .some(problem)
        return problem
    }
}
