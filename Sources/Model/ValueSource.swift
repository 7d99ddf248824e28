/// Where the value of a key comes from. `traits` and `summary` are the only places that define what each case means.
package enum ValueSource: Sendable, Equatable {
    case generate(Generator)
    /// The public half of the key pair in another key of the secret.
    case publicKey(of: KeyName, PublicKeyForm)
    /// Not a secret: stored and shown as written.
    case literal(String)
    case read(ReadSource)
    /// What a program writes to its standard output.
    case command(ProgramCall)
    /// A column of the CSV file that names the targets; taken and sealed when the plan is applied.
    case column(String)
    case template(Template)
    /// The value that rekey wrote last.
    case keep
    /// The value that rekey wrote last for this key; `or` if there is none yet.
    case previous(KeyName, or: String?)

    /// What a run, a check and the job file need to know about a source.
    package struct Traits: Sendable {
        /// Whether other people or programs wrote its values, which may have unintended white space.
        package var isOutside = false
        /// The key whose value, as rekey wrote it last, is used.
        package var earlier: EarlierKey?
        /// Whether it takes so long that other items must not wait for it.
        package var isSlow = false
        /// A value that the plan itself contains, and that may therefore be empty.
        package var written: String?
        /// The column of the list of targets that has its values.
        package var column: String?
        /// Keys of the same secret whose values must be there first.
        package var references: [KeyName] = []
        /// Paths and arguments that may contain fields of the target.
        package var texts: [TargetText] = []
    }

    package enum EarlierKey: Sendable {
        case own
        case other(KeyName)
    }

    package var traits: Traits {
        switch self {
        case .generate(.keypair(let algorithm)): Traits(isSlow: algorithm.isSlow)
        case .generate: Traits()
        case .publicKey(let name, _): Traits(references: [name])
        case .literal(let text): Traits(written: text)
        case .read(let source): Traits(isOutside: true, texts: source.path.map { [$0] } ?? [])
        case .command(let call): Traits(isSlow: true, texts: call.arguments)
        case .column(let name): Traits(isOutside: true, column: name)
        case .template(let template): Traits(references: template.references)
        case .keep: Traits(earlier: .own)
        case .previous(let name, let alternative): Traits(earlier: .other(name), written: alternative)
        }
    }

    /// How a key gets its value, in a few words. What is shown is not a secret.
    package var summary: String {
        switch self {
        case .generate(let generator): generator.summary
        case .publicKey(let name, let form): "public key of \(name) as \(form.rawValue)"
        case .literal(let text): "literal \(quoted(text))"
        case .read(let source): source.summary
        case .command(let call): "command \(call.text)"
        case .column(let name): "column \(name)"
        case .template(let template): "template of \(template.references.map(\.text).joined(separator: ", "))"
        case .keep: "keep"
        case .previous(let name, let alternative):
            "previous \(name)" + (alternative.map { ", or \(quoted($0))" } ?? "")
        }
    }

    /// Of each value; `nil` if rekey does not generate the values.
    package var entropyBits: Double? { if case .generate(let generator) = self { generator.entropyBits } else { nil } }
}
