/// A file for an existing scheduler.
package struct UnitFile: Sendable, Hashable {
    package let fileName: String
    /// Ends with a newline.
    package let text: String

    /// The text after a line that names its file; `#` begins a comment in every format.
    package var named: String { "# \(fileName)\n\(text)" }
}
