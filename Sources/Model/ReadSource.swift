/// A variable or a file that others have written; read when a run prepares its items.
package enum ReadSource: Sendable, Equatable {
    /// The name of an environment variable.
    case environment(String)
    /// A relative path counts from the job file.
    case file(TargetText)
    /// One value from a file with several.
    case member(of: ValueFile, name: String)

    /// The file's path; `nil` if there is no file.
    package var path: TargetText? {
        switch self {
        case .environment: nil
        case .file(let path): path
        case .member(let file, _): file.path
        }
    }

    package var summary: String {
        switch self {
        case .environment(let name): "env \(name)"
        case .file(let path): "file \(path.text)"
        case .member(let file, let name): "\(name) of \(file.form.rawValue) \(file.path.text)"
        }
    }
}
