/// What is wrong with a job file or a list of targets: one line with position and remedy.
package struct JobFileError: Error, Sendable, Equatable, CustomStringConvertible {
    package let file: String
    /// Counted from 1.
    package let line: Int?
    package let column: Int?
    /// Like `secrets[0].keys.password.length`.
    package let field: String?
    package let what: String
    package let remedy: String

    package init(file: String, line: Int?, column: Int?, field: String?, what: String, remedy: String) {
        self.file = file
        self.line = line
        self.column = column
        self.field = field
        self.what = what
        self.remedy = remedy
    }

    package var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
        let field = field.map { $0.isEmpty ? "" : "\($0): " } ?? ""
        return "\(place): \(field)\(what); \(remedy)"
    }
}
