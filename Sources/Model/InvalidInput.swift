/// Why a piece of input is invalid, without its position: the caller that read it knows file, line and field and adds
/// them.
package struct InvalidInput: Error, Sendable, Equatable {
    /// What is wrong, as a clause: "the length is 4".
    package let what: String
    /// What to do about it, as a clause: "write 8 to 1024".
    package let remedy: String

    package init(_ what: String, fix remedy: String) {
        self.what = what
        self.remedy = remedy
    }

    /// One sentence that contains both.
    package init(_ whole: String) {
        what = whole
        remedy = ""
    }
}

extension InvalidInput: CustomStringConvertible {
    package var description: String { remedy.isEmpty ? what : "\(what); \(remedy)" }
}
