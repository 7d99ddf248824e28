/// Where the value of a key comes from.
package enum ValueSource: Sendable, Equatable {
    case generate(Generator)
    /// The public half of the key pair in another key of the secret.
    case publicKey(of: KeyName, PublicKeyForm)
    /// Not a secret: stored and shown as written.
    case literal(String)
    /// The name of an environment variable, read when a run prepares its items.
    case environment(String)
    /// The path of a file, read when a run prepares its items; a relative one counts from the job file.
    case file(TargetText)
    /// What a program writes to its standard output.
    case command(ProgramCall)
    /// A column of the CSV file that names the targets; taken and sealed when the plan is applied.
    case column(String)
    /// One value from a file with several.
    case member(of: ValueFile, name: String)
    case template(Template)
    /// The value that rekey wrote last.
    case keep
    /// The value that rekey wrote last for this key; `or` if there is none yet.
    case previous(KeyName, or: String?)

    package var isLiteral: Bool {
        if case .literal = self { return true }
        return false
    }

    /// Whether other people or programs wrote its values, which may have unintended white space.
    package var isOutside: Bool {
        switch self {
        case .environment, .file, .column, .member: true
        default: false
        }
    }

    /// Whether it depends on values that rekey wrote earlier.
    package var needsVersion: Bool {
        switch self {
        case .keep, .previous: true
        default: false
        }
    }

    /// Whether it takes so long that other items must not wait for it.
    package var isSlow: Bool {
        switch self {
        case .command: true
        case .generate(.keypair(let algorithm)): algorithm.isSlow
        default: false
        }
    }

    /// Which fields of the target its path or arguments contain.
    package var texts: [TargetText] {
        switch self {
        case .file(let path): [path]
        case .member(let file, _): [file.path]
        case .command(let call): call.arguments
        default: []
        }
    }
}
