import Model
import Programs
import Secrecy
import Values

/// Looks whether the sources of a target's values are there and can be read, without keeping what they say.
struct TargetSources {
    private let reader: SourceReader
    private let directory: String
    /// What is wrong with the files, variables and programs that were looked at: most targets share some.
    private var known: [String: String?] = [:]

    init(directory: String) {
        self.directory = directory
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

    /// What is missing or wrong for one target, each with the key or step that needs it.
    mutating func problems(of target: Target, _ entry: SecretEntry, appName: String?) -> [String] {
        var problems: [String] = []
        if let file = entry.keysFrom, let problem = problem(with: file, target, appName) {
            problems.append("keys_from: \(problem)")
        }
        for key in entry.keys {
            if let problem = problem(with: key, target, appName) { problems.append("\(key.name): \(problem)") }
        }
        for (name, call) in [("set", entry.steps?.set), ("verify", entry.steps?.verify)] {
            guard let call, let problem = problem(with: call, target, appName) else { continue }
            problems.append("steps.\(name): \(problem)")
        }
        return problems
    }

    /// Why a program cannot be called.
    mutating func problem(with call: ProgramCall, _ target: Target, _ appName: String?) -> String? {
        let directory = directory
        return once("program", call.arguments[0], target, appName) { _, program in
            try Invocation([program], directory: directory, timeLimit: call.timeLimit).checkPresence()
        }
    }

    private mutating func problem(with key: KeyPolicy, _ target: Target, _ appName: String?) -> String? {
        switch key.source {
        case .environment(let name):
            return once("env " + name) { _ = try $0.environment(name).checkedForSending(key.name) }
        case .file(let path):
            return once("file", path, target, appName) { _ = try $0.file($1).checkedForSending(key.name) }
        case .member(let file, let name):
            return once(name, file.path, target, appName) { reader, path in
                guard let value = try reader.values(file.form, path)[name] else {
                    throw Refusal("\(path) has no \(quoted(name))", mend: "add it")
                }
                _ = try value.checkedForSending(key.name)
            }
        case .command(let call): return problem(with: call, target, appName)
        case .generate, .publicKey, .literal, .column, .template, .keep, .previous: return nil
        }
    }

    private mutating func problem(with file: ValueFile, _ target: Target, _ appName: String?) -> String? {
        once("keys_from", file.path, target, appName) { reader, path in
            for (name, value) in try reader.values(file.form, path).members {
                do {
                    _ = try value.checkedForSending(KeyName(name))
                } catch let refusal as Refusal {
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
        if known.count > 100_000 { known.removeAll() }
        if let problem = known[name] { return problem }
        var problem: String?
        do {
            try look(reader)
        } catch {
            problem = "\(error)"
        }
        known[name] = .some(problem)
        return problem
    }
}
