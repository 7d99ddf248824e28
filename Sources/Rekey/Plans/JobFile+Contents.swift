import Files
package import JobFile

extension JobFile {
    private static let maxBytes = 64 * 1_048_576

    /// Reads a job file from disk.
    /// - Throws: `JobFileError`, also if the file does not exist.
    package init(contentsOf path: String) throws {
        let content: [UInt8]
        do {
            content = try InputFile.contents(of: path, maximum: Self.maxBytes)
        } catch {
            throw JobFileError(
                file: path, line: nil, column: nil, field: nil, what: "the job file \(error)", remedy: error.remedy)
        }
        guard content.count <= Self.maxBytes else {
            throw JobFileError(
                file: path, line: nil, column: nil, field: nil,
                what: "the job file is over \(Self.maxBytes / 1_048_576) MiB",
                remedy: "put long lists of targets into a CSV file (csv:)")
        }
        try self.init(yaml: content, file: path)
    }
}
