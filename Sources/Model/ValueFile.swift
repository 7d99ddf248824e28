/// A file of several values: one of `keys_from`, or of which a key takes one.
package struct ValueFile: Sendable, Hashable {
    package enum Form: String, Sendable, CaseIterable {
        case dotenv, json
    }

    package let form: Form
    /// A relative path counts from the job file.
    package let path: TargetText

    package init(form: Form, path: TargetText) {
        self.form = form
        self.path = path
    }
}
