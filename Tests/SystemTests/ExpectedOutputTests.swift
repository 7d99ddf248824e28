import TestSupport
import Testing

/// Help pages, reports, and rows of the record in each form, compared with the files in `Expected`.
@Suite(.fewAtATime) struct ExpectedOutputTests {
    @Test("every help page equals its file")
    func help() async throws {
        let program = try Program()
        defer { program.remove() }
        let pages = try await CommandTree.read(program).pages().map(\.words)
        var outputs: [String: String] = [:]
        for words in [[]] + pages {
            // Without a terminal a page has 80 columns.
            let ending = try await program.run(words + ["--help"])
            #expect(ending.code == 0 && ending.errors.isEmpty, "\(words)")
            outputs[(["rekey"] + words).joined(separator: "-") + ".txt"] = ending.output
        }
        try ExpectedFiles(folder: "help").check(outputs)
    }

    @Test("the report equals its file, in every format")
    func reports() async throws {
        try await FixedRecord.run { program in
            var outputs: [String: String] = [:]
            for (format, ending) in [
                ("markdown", "md"), ("csv", "csv"), ("json", "json"), ("junit", "xml"), ("html", "html"),
            ] {
                let report = try await program.run("report", "2", "--format", format)
                #expect(report.code == 0, "\(format): \(report.errors)")
                outputs["report." + ending] = Self.masked(report.output)
            }
            try ExpectedFiles(folder: "report").check(outputs)
        }
    }

    @Test("status, items, attempts and runs equal their files, in every form")
    func rows() async throws {
        try await FixedRecord.run { program in
            var outputs: [String: String] = [:]
            for words in [["status"], ["items", "2"], ["attempts", "2"], ["runs"]] {
                for format in ["table", "json", "csv", "yaml"] {
                    let ending = try await program.run(words + ["-o", format])
                    #expect(ending.code == 0, "\(words): \(ending.errors)")
                    outputs[words[0] + (format == "table" ? ".txt" : ".\(format)")] = ending.output
                }
            }
            try ExpectedFiles(folder: "rows").check(outputs)
        }
    }

    /// Replaces the time at which the report was made, and the page's style and script, which have files of their own.
    private static func masked(_ text: String) -> String {
        text.replacing(/Made by rekey at [^.]+\./, with: "Made by rekey at TIME.")
            .replacing(/"generated_at": "[^"]+"/, with: "\"generated_at\": \"TIME\"")
            .replacing(/(?s)<style>.*?<\/style>/, with: "<style>STYLE</style>")
            .replacing(/(?s)<script>.*?<\/script>/, with: "<script>SCRIPT</script>")
            .replacing(/'sha256-[A-Za-z0-9+\/=]+'/, with: "'sha256-DIGEST'")
    }
}
